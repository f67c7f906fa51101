import { JackfieldError } from "../../errors/index.ts";
import { type FileCodec, WriteGatherer } from "../socket/file-codec.ts";
import type { Reading } from "../socket/file-buffer.ts";
import type { FileMode } from "../socket/file-mode.ts";

const CHUNK_BYTES = 8192;

/** What a file needs of its socket. */
export interface BlockingFileSource {
  recv(size: number): Uint8Array;
  sendall(data: Uint8Array): void;
}

/**
 * A file on a blocking socket, as Python's `makefile` gives it: reads gather until they have what was asked for, writes are
 * buffered until `flush`. A call that fails (timeout, non-blocking) loses nothing: what has come stays for the next.
 */
export class BlockingFile<T extends Uint8Array | string> implements Disposable, Iterable<T> {
  readonly #source: BlockingFileSource;
  readonly #mode: FileMode;
  readonly #codec: FileCodec<T>;
  readonly #gatherer: WriteGatherer;
  #release: (() => void) | null;

  /** @internal Made by `makefile`. */
  constructor(source: BlockingFileSource, mode: FileMode, codec: FileCodec<T>, release: () => void) {
    this.#source = source;
    this.#mode = mode;
    this.#codec = codec;
    this.#gatherer = new WriteGatherer(mode.buffering);
    this.#release = release;
  }

  get closed(): boolean {
    return this.#release === null;
  }

  readable(): boolean {
    return this.#mode.readable;
  }

  writable(): boolean {
    return this.#mode.writable;
  }

  /** `size` bytes or characters, fewer only at the end; everything up to the end when `size` is negative or left out. */
  read(size = -1): T {
    this.#check("read");
    return this.#run(this.#codec.read(size < 0 ? Number.POSITIVE_INFINITY : size));
  }

  /** One line with its line end, at most `limit` long; empty at the end. */
  readline(limit = -1): T {
    this.#check("read");
    return this.#run(this.#codec.readLine(limit < 0 ? Number.POSITIVE_INFINITY : limit));
  }

  /** All lines up to the end. */
  readlines(): T[] {
    const lines: T[] = [];
    for (const line of this) lines.push(line);
    return lines;
  }

  /** Fills `into` and gives how many bytes it got; fewer than its length only at the end. Files of bytes only. */
  readinto(into: Uint8Array): number {
    const bytes = this.read(into.length);
    if (typeof bytes === "string") throw new TypeError("readinto belongs to files of bytes");
    into.set(bytes);
    return bytes.length;
  }

  /** Gathers it for sending; sends when the buffer is full. Gives the length of `data`. */
  write(data: T): number {
    this.#check("write");
    if (this.#gatherer.add(this.#codec.encode(data))) this.flush();
    return data.length;
  }

  writelines(lines: Iterable<T>): void {
    for (const line of lines) this.write(line);
  }

  /** Sends what was gathered. */
  flush(): void {
    if (!this.#mode.writable) return;
    const bytes = this.#gatherer.take();
    if (bytes.length > 0) this.#source.sendall(bytes);
  }

  /** Sends what was gathered and closes the file; the socket itself closes when it and all its files are closed. Idempotent. */
  close(): void {
    if (this.#release === null) return;
    const release = this.#release;
    this.#release = null;
    try {
      this.flush();
    } finally {
      release();
    }
  }

  /** Lines up to the end. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (;;) {
      const line = this.readline();
      if (line.length === 0) return;
      yield line;
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #run(reading: Reading<T>): T {
    let step = reading.next();
    while (step.done !== true) step = reading.next(this.#source.recv(CHUNK_BYTES));
    return step.value;
  }

  #check(what: "read" | "write"): void {
    if (this.#release === null) throw new JackfieldError("ERR_CLOSED", "I/O operation on a closed socket file");
    if (what === "read" ? !this.#mode.readable : !this.#mode.writable) {
      throw new JackfieldError("ERR_UNSUPPORTED", `The socket file was not opened to ${what}`);
    }
  }
}
