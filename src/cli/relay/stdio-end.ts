import { CharsetDecoder, type CharsetName, escapeText } from "../../bytes/index.ts";
import type { ByteSink, ByteSource, CliContext } from "../context.ts";
import type { RelayEnd } from "./relay-end.ts";

/** After the other side's end the input may be silent this long: nobody may be there to end it. */
const SILENT_INPUT_MS = 500;
const DONE: Promise<void> = Promise.resolve();

/** How standard input and output are used. */
export interface StdioOptions {
  readonly side: "both" | "in" | "out";
  /** The terminal gives every key as it is typed, without echo, and takes bytes as they are. */
  readonly raw: boolean;
  /** What comes to a terminal is text of this charset, of which control characters are escaped; null: as it is. */
  readonly escape: CharsetName | null;
}

const SAFE = { keepNewlines: true, keepTabs: true, backslash: false } as const;

/** Standard input and output as one end of a relay. */
export class StdioEnd implements RelayEnd {
  readonly name: string;
  readonly network = "unix";
  readonly address: string;
  readonly keepsMessages = false;
  readonly maxMessageBytes: number = Number.POSITIVE_INFINITY;
  readonly patienceMs: number = SILENT_INPUT_MS;
  readonly stream = null;
  readonly facts = null;
  readonly gone = null;
  readonly outcome = null;
  readonly #stdin: ByteSource | null;
  readonly #stdout: ByteSink | null;
  readonly #decoder: CharsetDecoder | null;
  readonly #leaveRaw: () => void;

  constructor(context: CliContext, { side, raw, escape }: StdioOptions) {
    const { stdin, stdout } = context;
    this.name = side === "both" ? "stdio" : `std${side}`;
    this.address = this.name;
    this.#stdin = side === "out" ? null : stdin;
    this.#stdout = side === "in" ? null : stdout;
    const escapes = escape !== null && !raw && stdout.isTerminal;
    this.#decoder = escapes ? new CharsetDecoder(escape, { badBytes: "mark" }) : null;
    this.#leaveRaw = raw && side !== "out" ? makeRaw(context) : (): void => undefined;
  }

  /** Asking for them changes how the input is read, so it is done when they are used. */
  get pipes(): { readonly input: number | null; readonly output: number | null } {
    const stdin = this.#stdin;
    const stdout = this.#stdout;
    return {
      get input() {
        return stdin?.pipe ?? null;
      },
      get output() {
        return stdout?.pipe ?? null;
      },
    };
  }

  read(): Promise<Uint8Array | null> {
    return this.#stdin?.read() ?? Promise.resolve(null);
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#decoder !== null) return this.#stdout?.print(escapeText(this.#decoder.decode(bytes), SAFE)) ?? DONE;
    return this.#stdout?.write(bytes) ?? Promise.resolve();
  }

  /** Whoever reads our output sees its end when we exit. */
  finish(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.abort();
    return Promise.resolve();
  }

  abort(): void {
    this.#leaveRaw();
    this.#stdin?.close();
  }
}

/** Puts the terminal that is typed at into raw mode; returns what takes it out of it. */
function makeRaw({ terminal, stdin }: CliContext): () => void {
  const input: unknown = terminal?.input ?? (stdin.isTerminal ? process.stdin : null);
  if (!isRawable(input)) return () => undefined;
  input.setRawMode(true);
  return () => input.setRawMode(false);
}

function isRawable(input: unknown): input is { setRawMode(on: boolean): void } {
  return typeof input === "object" && input !== null && "setRawMode" in input;
}
