import { fstatSync, read } from "node:fs";
import { Socket } from "node:net";
import { fileReason } from "../../errors/index.ts";
import { CliError } from "../cli-error.ts";
import type { ByteSource } from "../context.ts";
import { EXIT } from "../exit-table.ts";

/** A pipe holds 64 KiB unless it was made larger; a larger buffer costs nothing. */
const PIPE_BUFFER_BYTES = 256 * 1024;
/** Where most bytes are moved inside the kernel, reading is how one waits for them. */
const WAITING_BUFFER_BYTES = 16 * 1024;
const FILE_BUFFER_BYTES = 1024 * 1024;

/** Reads a file descriptor. It is not touched before the first `read`, so that a command that needs no input leaves it alone. */
export class FdSource implements ByteSource {
  readonly isTerminal: boolean;
  readonly #fd: number;
  #reader: Reader | null = null;
  #closed = false;
  #bufferBytes = PIPE_BUFFER_BYTES;

  constructor(fd: number, isTerminal: boolean) {
    this.#fd = fd;
    this.isTerminal = isTerminal;
  }

  get pipe(): number | null {
    if (this.isTerminal || this.#reader !== null || !fstatSync(this.#fd).isFIFO()) return null;
    this.#bufferBytes = WAITING_BUFFER_BYTES;
    return this.#fd;
  }

  get file(): number | null {
    return !this.isTerminal && this.#reader === null && fstatSync(this.#fd).isFile() ? this.#fd : null;
  }

  read(): Promise<Uint8Array | null> {
    if (this.#closed) return Promise.resolve(null);
    this.#reader ??= openReader(this.#fd, this.isTerminal, this.#bufferBytes);
    return this.#reader.read();
  }

  close(): void {
    this.#closed = true;
    this.#reader?.close();
  }
}

type Reader = Pick<ByteSource, "read" | "close">;

function openReader(fd: number, isTerminal: boolean, bufferBytes: number): Reader {
  if (isTerminal) return new StreamReader(fd, true, bufferBytes);
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() ? new StreamReader(fd, false, bufferBytes) : new FileReader(fd);
}

/** Reads what can be waited for (pipe, socket, terminal) through the event loop, into one buffer. */
class StreamReader implements Reader {
  readonly #isTerminal: boolean;
  readonly #socket: Socket;
  #waiting: ((bytes: Uint8Array | null) => void) | null = null;
  #got: Uint8Array | null = null;
  #ended = false;

  constructor(fd: number, isTerminal: boolean, bufferBytes: number) {
    this.#isTerminal = isTerminal;
    const onread = {
      buffer: Buffer.allocUnsafeSlow(bufferBytes),
      callback: (length: number, buffer: Uint8Array): boolean => this.#take(buffer.subarray(0, length)),
    };
    this.#socket = isTerminal
      ? process.stdin
      : new Socket({ fd, readable: true, writable: false, onread } as ConstructorParameters<typeof Socket>[0]);
    if (isTerminal) this.#socket.on("data", (bytes: Uint8Array) => void (this.#take(bytes) || this.#socket.pause()));
    // A terminal that has gone, or a pipe that broke, is the end of the input, as in every Unix tool.
    this.#socket
      .on("end", () => this.#end())
      .on("close", () => this.#end())
      .on("error", () => this.#end());
    if (!isTerminal) this.#socket.pause();
  }

  read(): Promise<Uint8Array | null> {
    const got = this.#got;
    if (got !== null) {
      this.#got = null;
      return Promise.resolve(got);
    }
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#socket.resume();
    });
  }

  close(): void {
    this.#end();
    if (this.#isTerminal) this.#socket.pause();
    else this.#socket.destroy();
  }

  /** Whether to go on reading: no, because the buffer is the caller's until the next `read`. */
  #take(bytes: Uint8Array): boolean {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#got = bytes;
    else waiting(bytes);
    return false;
  }

  #end(): void {
    this.#ended = true;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(null);
  }
}

/** Reads a file or device, which is always ready, with large reads off the event loop. */
class FileReader implements Reader {
  readonly #fd: number;
  readonly #buffer: Uint8Array = Buffer.allocUnsafeSlow(FILE_BUFFER_BYTES);
  #closed = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  read(): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      read(this.#fd, this.#buffer, 0, this.#buffer.length, null, (error, length) => {
        if (error !== null) {
          reject(
            new CliError(EXIT.failed, (m) => m.problem.input(fileReason(error)), { code: "ERR_FILE", cause: error }),
          );
        } else resolve(length === 0 || this.#closed ? null : this.#buffer.subarray(0, length));
      });
    });
  }

  close(): void {
    this.#closed = true;
  }
}
