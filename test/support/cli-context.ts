import type { ByteSink, ByteSource, CliContext } from "../../src/cli/context.ts";
import { OutputClosed } from "../../src/cli/context.ts";
import { systemClock } from "../../src/cli/io/system-clock.ts";
import { messagesOf } from "../../src/cli/messages/locale.ts";
import type { Locale } from "../../src/cli/messages/messages.ts";
import { COMMANDS } from "../../src/cli/registry.ts";
import { runCli } from "../../src/cli/run-cli.ts";
import { createEngine } from "../../src/engine/index.ts";

/** Standard input that a test writes. */
export class FakeSource implements ByteSource {
  readonly isTerminal: boolean = false;
  readonly pipe = null;
  readonly #parts: Uint8Array[] = [];
  #ended = false;
  #waiting: (() => void) | null = null;

  write(text: string | Uint8Array): void {
    this.#parts.push(typeof text === "string" ? Buffer.from(text) : text);
    this.#wake();
  }

  end(text?: string | Uint8Array): void {
    if (text !== undefined) this.#parts.push(typeof text === "string" ? Buffer.from(text) : text);
    this.#ended = true;
    this.#wake();
  }

  async read(): Promise<Uint8Array | null> {
    while (this.#parts.length === 0 && !this.#ended) await new Promise<void>((resolve) => (this.#waiting = resolve));
    return this.#parts.shift() ?? null;
  }

  close(): void {
    this.#ended = true;
    this.#parts.length = 0;
    this.#wake();
  }

  #wake(): void {
    this.#waiting?.();
    this.#waiting = null;
  }
}

/** Standard output that a test reads. */
export class FakeSink implements ByteSink {
  readonly isTerminal: boolean;
  readonly columns: number = 80;
  readonly pipe = null;
  readonly #parts: Buffer[] = [];
  readonly #watchers = new Set<() => void>();
  /** Writes fail as if the reader had gone. */
  closed = false;

  constructor(isTerminal = false) {
    this.isTerminal = isTerminal;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.closed) return Promise.reject(new OutputClosed("EPIPE"));
    this.#parts.push(Buffer.from(bytes));
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
    return Promise.resolve();
  }

  print(text: string): Promise<void> {
    return this.write(Buffer.from(text));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  get text(): string {
    return this.bytes.toString();
  }

  /** Resolves when it fits. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found !== null) return found;
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }
}

/** A command line that runs in this process. */
export interface CliRun {
  readonly stdin: FakeSource;
  readonly stdout: FakeSink;
  readonly stderr: FakeSink;
  readonly abort: (reason: unknown) => void;
  readonly code: Promise<number>;
}

/** Options of {@link startCli}. */
export interface CliRunOptions {
  readonly locale?: Locale;
  readonly terminalOutput?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** @default "jack" */
  readonly program?: string;
}

/** Runs a command line in this process, over real sockets, with fake streams. */
export async function startCli(argv: readonly string[], options: CliRunOptions = {}): Promise<CliRun> {
  const controller = new AbortController();
  const stdin = new FakeSource();
  const stdout = new FakeSink(options.terminalOutput);
  const stderr = new FakeSink();
  const locale = options.locale ?? "en";
  const context: CliContext = {
    stdin,
    stdout,
    stderr,
    terminal: null,
    env: options.env ?? {},
    clock: systemClock,
    signal: controller.signal,
    locale,
    messages: await messagesOf(locale),
    commands: COMMANDS,
    version: "1.2.3",
    program: options.program ?? "jack",
    pageFolder: "/nowhere",
    createEngine: (engineOptions) => Promise.resolve(createEngine(engineOptions)),
  };
  return { stdin, stdout, stderr, abort: (reason) => controller.abort(reason), code: runCli(argv, context) };
}
