import { close, constants, fstatSync, open, statSync } from "node:fs";
import { Socket } from "node:net";
import { isatty, ReadStream } from "node:tty";
import { promisify } from "node:util";
import { CliError, UsageError } from "../cli-error.ts";
import type { ByteSink, ByteSource } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { FdSink } from "../io/fd-sink.ts";
import { FdSource } from "../io/fd-source.ts";
import type { FileMode } from "./endpoint.ts";
import { ReadableSource } from "./readable-source.ts";
import { NobodyReads, type RelayEnd } from "./relay-end.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_NOCTTY, O_NONBLOCK, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;
const openFile = promisify(open);
const closeFile = promisify(close);
/** How often a named pipe is tried that nobody reads yet. */
const READER_POLL_MS = 50;
/** After the other side's end a device may be silent this long. */
const SILENT_DEVICE_MS = 500;

/** What a file is used for in a relay. */
export type FileUse = "read" | "write" | "both";

/** A file, device or named pipe as one end of a relay. */
export class FileEnd implements RelayEnd {
  readonly name: string;
  readonly network = "unix";
  readonly address: string;
  readonly keepsMessages = false;
  readonly maxMessageBytes: number = Number.POSITIVE_INFINITY;
  readonly patienceMs: number | null;
  readonly stream = null;
  readonly pipes = null;
  readonly facts = null;
  readonly gone = null;
  readonly outcome = null;
  readonly #fd: number;
  /** What can be waited for: a terminal device or a named pipe. It owns the descriptor. */
  readonly #socket: Socket | null;
  readonly #source: Pick<ByteSource, "read" | "close"> | null;
  readonly #sink: ByteSink | null;
  #closing: Promise<void> | null = null;
  #reading: Promise<Uint8Array | null> | null = null;

  private constructor(path: string, fd: number, use: FileUse) {
    this.name = `file ${path}`;
    this.address = path;
    this.#fd = fd;
    const isTerminal = isatty(fd);
    // A device that waits, a serial line for example, has no end of its own.
    this.patienceMs = isTerminal ? SILENT_DEVICE_MS : null;
    const options = { fd, readable: use !== "write", writable: use !== "read" };
    this.#socket = isTerminal ? new ReadStream(fd) : fstatSync(fd).isFIFO() ? new Socket(options) : null;
    this.#socket?.on("error", () => undefined);
    const source = this.#socket === null ? new FdSource(fd, false) : new ReadableSource(this.#socket);
    this.#source = use === "write" ? null : source;
    this.#sink = use === "read" || this.#socket !== null ? null : new FdSink(fd, false, () => ({}));
  }

  /**
   * Opens it. Without a mode a file that is there is read, or refused where it would be written; devices and named pipes
   * are opened as they are used.
   * @throws CliError 2, with the reason; UsageError for a mode that does not fit
   */
  static async open(path: string, mode: FileMode | null, use: FileUse, signal: AbortSignal): Promise<FileEnd> {
    const flags = flagsOf(path, mode, use);
    try {
      const fd = await openWaiting(path, flags, signal);
      const actual = (flags & (O_RDWR | O_WRONLY)) === O_RDONLY ? "read" : use;
      return new FileEnd(path, fd, actual);
    } catch (error) {
      signal.throwIfAborted();
      throw problemOf(path, error as NodeJS.ErrnoException);
    }
  }

  read(): Promise<Uint8Array | null> {
    this.#reading = this.#source?.read() ?? Promise.resolve(null);
    return this.#reading;
  }

  write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return this.#sink?.write(bytes) ?? Promise.resolve();
    return new Promise((resolve, reject) => {
      socket.write(bytes, (error) => {
        if (error === null || error === undefined) resolve();
        else if ((error as NodeJS.ErrnoException).code === "EPIPE") reject(new NobodyReads());
        else reject(problemOf(this.address, error));
      });
    });
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  abort(): void {
    void this.close();
  }

  async #close(): Promise<void> {
    if (this.#socket !== null) {
      const closed = new Promise((resolve) => this.#socket?.once("close", resolve));
      this.#socket.destroySoon();
      return void (await closed);
    }
    this.#source?.close();
    // A read that has gone out must come back before the number may be another file's.
    await this.#reading?.catch(() => undefined);
    await closeFile(this.#fd).catch(() => undefined);
  }
}

function flagsOf(path: string, mode: FileMode | null, use: FileUse): number {
  if (mode === "read" && use !== "read") throw new UsageError((m) => m.relay.fileOnlyRead(path));
  if (mode !== null && mode !== "read" && mode !== "rw" && use === "read") {
    throw new UsageError((m) => m.relay.fileOnlyWritten(path, mode));
  }
  const stat = statSync(path, { throwIfNoEntry: false });
  const isSpecial = stat !== undefined && !stat.isFile() && !stat.isDirectory();
  if (use === "read") return isFifo(path) ? O_RDONLY | O_NONBLOCK : O_RDONLY | O_NOCTTY;
  if (isSpecial) return (use === "both" ? O_RDWR : O_WRONLY) | O_NOCTTY | (isFifo(path) ? O_NONBLOCK : 0);
  if (use === "both") {
    if (mode === "rw") return O_RDWR | O_CREAT;
    throw new UsageError((m) => m.relay.fileBothWays(path));
  }
  switch (mode) {
    case "append":
      return O_WRONLY | O_CREAT | O_APPEND;
    case "truncate":
      return O_WRONLY | O_CREAT | O_TRUNC;
    case "rw":
      return O_WRONLY | O_CREAT;
    default:
      return O_WRONLY | O_CREAT | O_EXCL;
  }
}

function isFifo(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFIFO() ?? false;
}

/** A named pipe that nobody reads cannot be opened for writing yet. */
async function openWaiting(path: string, flags: number, signal: AbortSignal): Promise<number> {
  for (;;) {
    try {
      const fd = await openFile(path, flags, 0o666);
      if (!fstatSync(fd).isDirectory()) return fd;
      await closeFile(fd);
      throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENXIO" || !isFifo(path)) throw error;
      await new Promise((resolve) => setTimeout(resolve, READER_POLL_MS));
      signal.throwIfAborted();
    }
  }
}

function problemOf(path: string, error: NodeJS.ErrnoException): Error {
  if (error instanceof CliError) return error;
  const cause = { cause: error };
  switch (error.code) {
    case "EEXIST":
      return new CliError(EXIT.open, (m) => m.relay.fileExists(path), { ...cause, code: "ERR_FILE_EXISTS" });
    case "ENOENT":
      return new CliError(EXIT.open, (m) => m.relay.fileMissing(path), { ...cause, code: "ERR_FILE" });
    default:
      return new CliError(EXIT.open, (m) => m.relay.fileRefused(path, error.code ?? error.message), {
        ...cause,
        code: "ERR_FILE",
      });
  }
}
