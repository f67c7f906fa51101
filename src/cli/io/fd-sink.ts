import { fstatSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import { fileReason } from "../../errors/index.ts";
import { CliError } from "../cli-error.ts";
import { type ByteSink, OutputClosed } from "../context.ts";
import { EXIT } from "../exit-table.ts";

type Write = (bytes: Uint8Array) => Promise<void>;

/** Writes a file descriptor: pipes and sockets without ever blocking the event loop, files and terminals at once. */
export class FdSink implements ByteSink {
  readonly isTerminal: boolean;
  readonly #fd: number;
  readonly #terminal: () => { readonly columns?: number };
  #write: Write | null = null;

  constructor(fd: number, isTerminal: boolean, terminal: () => { readonly columns?: number }) {
    this.#fd = fd;
    this.isTerminal = isTerminal;
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.isTerminal ? (this.#terminal().columns ?? 80) : 80;
  }

  get pipe(): number | null {
    return !this.isTerminal && fstatSync(this.#fd).isFIFO() ? this.#fd : null;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return Promise.resolve();
    this.#write ??= openWriter(this.#fd);
    return this.#write(bytes);
  }

  print(text: string): Promise<void> {
    return this.write(Buffer.from(text, "utf8"));
  }
}

function openWriter(fd: number): Write {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() ? pipeWriter(fd) : fileWriter(fd);
}

function pipeWriter(fd: number): Write {
  // Opening it makes the descriptor non-blocking; Node restores it at exit.
  const socket = new Socket({ fd, readable: false, writable: true });
  let failure: Error | null = null;
  socket.on("error", (error) => {
    failure = outputError(error);
  });
  const rest: Write = (bytes) =>
    new Promise((resolve, reject) => {
      if (failure !== null) return reject(failure);
      socket.write(bytes, (error) => (error === null || error === undefined ? resolve() : reject(outputError(error))));
    });
  return (bytes) => {
    // What fits is written in one call; only a full pipe costs a turn of the event loop.
    if (socket.writableLength > 0) return rest(bytes);
    try {
      const written = writeSync(fd, bytes);
      return written === bytes.length ? Promise.resolve() : rest(bytes.subarray(written));
    } catch (error) {
      return isAgain(error) ? rest(bytes) : Promise.reject(outputError(error));
    }
  };
}

function fileWriter(fd: number): Write {
  return async (bytes) => {
    let written = 0;
    while (written < bytes.length) {
      try {
        written += writeSync(fd, bytes, written);
      } catch (error) {
        // A terminal that another program made non-blocking.
        if (!isAgain(error)) throw outputError(error);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  };
}

function isAgain(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EAGAIN";
}

function outputError(error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EPIPE" || code === "ECONNRESET" || code === "ERR_STREAM_DESTROYED" || code === "EIO") {
    return new OutputClosed(message, { cause: error });
  }
  return new CliError(EXIT.failed, (m) => m.problem.output(fileReason(error)), { code: "ERR_FILE", cause: error });
}
