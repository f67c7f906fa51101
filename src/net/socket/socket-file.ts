import type { FileCodec } from "./file-codec.ts";
import type { FileMode } from "./file-mode.ts";
import { type FileCall, FileSteps } from "./file-steps.ts";

/** What a file needs of its socket. */
export interface FileSource {
  recv(size: number): Promise<Uint8Array>;
  sendall(data: Uint8Array): Promise<void>;
}

/**
 * A file on a socket, as Python's `makefile` gives it: reads gather until they have what was asked for, writes are
 * buffered until `flush`. A call that fails (timeout, non-blocking) loses nothing: what has come stays for the next.
 */
export class SocketFile<T extends Uint8Array | string> implements AsyncDisposable, AsyncIterable<T> {
  readonly #source: FileSource;
  readonly #steps: FileSteps<T>;

  /** @internal Made by `makefile`. */
  constructor(source: FileSource, mode: FileMode, codec: FileCodec<T>, release: () => void) {
    this.#source = source;
    this.#steps = new FileSteps(mode, codec, release);
  }

  get closed(): boolean {
    return this.#steps.closed;
  }

  readable(): boolean {
    return this.#steps.readable;
  }

  writable(): boolean {
    return this.#steps.writable;
  }

  /** `size` bytes or characters, fewer only at the end; everything up to the end when `size` is negative or left out. */
  read(size = -1): Promise<T> {
    return this.#run(this.#steps.read(size));
  }

  /** One line with its line end, at most `limit` long; empty at the end. */
  readline(limit = -1): Promise<T> {
    return this.#run(this.#steps.readline(limit));
  }

  /** All lines up to the end. */
  readlines(): Promise<T[]> {
    return this.#run(this.#steps.readlines());
  }

  /** Fills `into` and gives how many bytes it got; fewer than its length only at the end. Files of bytes only. */
  readinto(into: Uint8Array): Promise<number> {
    return this.#run(this.#steps.readinto(into));
  }

  /** Gathers it for sending; sends when the buffer is full. Gives the length of `data`. */
  write(data: T): Promise<number> {
    return this.#run(this.#steps.write(data));
  }

  writelines(lines: Iterable<T>): Promise<void> {
    return this.#run(this.#steps.writelines(lines));
  }

  /** Sends what was gathered. */
  flush(): Promise<void> {
    return this.#run(this.#steps.flush());
  }

  /** Sends what was gathered and closes the file; the socket itself closes when it and all its files are closed. Idempotent. */
  close(): Promise<void> {
    return this.#run(this.#steps.close());
  }

  /** Lines up to the end. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const line = await this.readline();
      if (line.length === 0) return;
      yield line;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run<R>(call: FileCall<R>): Promise<R> {
    let step = call.next();
    while (step.done !== true) {
      const want = step.value;
      let got: Uint8Array | undefined;
      try {
        if (typeof want === "number") got = await this.#source.recv(want);
        else await this.#source.sendall(want);
      } catch (error) {
        step = call.throw(error);
        continue;
      }
      step = call.next(got);
    }
    return step.value;
  }
}
