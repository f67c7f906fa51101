import type { ByteSink, ByteSource, CliContext } from "../context.ts";
import type { RelayEnd } from "./relay-end.ts";

/** After the other side's end the input may be silent this long: nobody may be there to end it. */
const SILENT_INPUT_MS = 500;

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

  constructor({ stdin, stdout }: CliContext, side: "both" | "in" | "out") {
    this.name = side === "both" ? "stdio" : `std${side}`;
    this.address = this.name;
    this.#stdin = side === "out" ? null : stdin;
    this.#stdout = side === "in" ? null : stdout;
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
    return this.#stdout?.write(bytes) ?? Promise.resolve();
  }

  /** Whoever reads our output sees its end when we exit. */
  finish(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#stdin?.close();
    return Promise.resolve();
  }

  abort(): void {
    this.#stdin?.close();
  }
}
