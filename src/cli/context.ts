import type { ReadStream, WriteStream } from "node:tty";
import type { Engine, EngineOptions } from "../engine/index.ts";
import type { AnyCommand } from "./command.ts";
import type { CommandKey, Locale, Messages } from "./messages/messages.ts";

/** Where bytes come from: standard input, or a fake in a test. */
export interface ByteSource {
  readonly isTerminal: boolean;
  /** The next bytes, valid until the next call; null at the end. One call at a time. */
  read(): Promise<Uint8Array | null>;
  /**
   * The descriptor, when it is a pipe from which bytes may also be moved inside the kernel, between two calls of `read`.
   * Asking for it makes `read` give small pieces: they are then only for waiting.
   */
  readonly pipe: number | null;
  /** The descriptor, when it is a file on a disk that nothing has been read of through this source. @default null */
  readonly file?: number | null;
  /** Gives up reading: a waiting `read` resolves to null. Idempotent. */
  close(): void;
}

/** Where bytes go: standard output or error, or a fake in a test. */
export interface ByteSink {
  readonly isTerminal: boolean;
  /** Columns of the terminal; 80 when it is none. */
  readonly columns: number;
  /** The descriptor, when it is a pipe into which bytes may also be moved inside the kernel, while no `write` waits. */
  readonly pipe: number | null;
  /**
   * Resolves when the operating system has taken the bytes; calls keep their order.
   * @throws OutputClosed when nobody reads any more (EPIPE)
   */
  write(bytes: Uint8Array): Promise<void>;
  /** The same with text in UTF-8. */
  print(text: string): Promise<void>;
}

/** Nobody reads our output any more. Not a failure of ours: the command ends without a word. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/** Time, so that tests can hold it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Resolves after this long, or at once when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A terminal that a person types at. */
export interface TerminalStreams {
  readonly input: Pick<ReadStream, "isTTY"> & NodeJS.ReadableStream;
  readonly output: Pick<WriteStream, "isTTY" | "columns" | "rows"> & NodeJS.WritableStream;
}

/** The commands by their verbs, each loaded when it is asked for. */
export type CommandRegistry = Readonly<Record<CommandKey, () => Promise<AnyCommand>>>;

/** What a command has of the world. Tests give their own. */
export interface CliContext {
  readonly stdin: ByteSource;
  readonly stdout: ByteSink;
  readonly stderr: ByteSink;
  /** Set when both standard input and output are terminals. */
  readonly terminal: TerminalStreams | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Aborted with `Interrupted` by SIGINT, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
  readonly locale: Locale;
  readonly messages: Messages;
  readonly commands: CommandRegistry;
  readonly version: string;
  /** The name by which this program was called: `jack`, or that of a link to it, `nc`. */
  readonly program: string;
  /** The number of an argument that was no valid UTF-8 and so is not what was given; null when all are. @default null */
  readonly badArgument?: number | null;
  /** Folder of the built page. */
  readonly pageFolder: string;
  /** Makes the engine; the command closes it. */
  createEngine(options?: EngineOptions): Promise<Engine>;
}
