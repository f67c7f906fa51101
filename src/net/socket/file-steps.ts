import { JackfieldError } from "../../errors/index.ts";
import type { Reading } from "./file-buffer.ts";
import { type FileCodec, WriteGatherer } from "./file-codec.ts";
import type { FileMode } from "./file-mode.ts";

const CHUNK_BYTES = 8192;

/** What a file's call wants of its socket: to receive at most so many bytes, or to send these. */
export type FileWant = number | Uint8Array;

/**
 * A call of a file on a socket. It yields what it wants and gets what was received (nothing after a send); what the
 * socket throws is thrown into it. One text of it serves the waiting and the blocking form.
 */
export type FileCall<R> = Generator<FileWant, R, Uint8Array | undefined>;

/** The calls of a file on a socket, as Python's `makefile` gives it; a file runs them, waiting or blocking. */
export class FileSteps<T extends Uint8Array | string> {
  readonly #mode: FileMode;
  readonly #codec: FileCodec<T>;
  readonly #gatherer: WriteGatherer;
  #release: (() => void) | null;

  /** `release` is called when the file is closed. */
  constructor(mode: FileMode, codec: FileCodec<T>, release: () => void) {
    this.#mode = mode;
    this.#codec = codec;
    this.#gatherer = new WriteGatherer(mode.buffering);
    this.#release = release;
  }

  get closed(): boolean {
    return this.#release === null;
  }

  get readable(): boolean {
    return this.#mode.readable;
  }

  get writable(): boolean {
    return this.#mode.writable;
  }

  *read(size: number): FileCall<T> {
    this.#check("read");
    return yield* gather(this.#codec.read(size < 0 ? Number.POSITIVE_INFINITY : size));
  }

  *readline(limit: number): FileCall<T> {
    this.#check("read");
    return yield* gather(this.#codec.readLine(limit < 0 ? Number.POSITIVE_INFINITY : limit));
  }

  *readlines(): FileCall<T[]> {
    const lines: T[] = [];
    for (let line = yield* this.readline(-1); line.length > 0; line = yield* this.readline(-1)) lines.push(line);
    return lines;
  }

  *readinto(into: Uint8Array): FileCall<number> {
    const bytes = yield* this.read(into.length);
    if (typeof bytes === "string") throw new TypeError("readinto belongs to files of bytes");
    into.set(bytes);
    return bytes.length;
  }

  *write(data: T): FileCall<number> {
    this.#check("write");
    if (this.#gatherer.add(this.#codec.encode(data))) yield* this.flush();
    return data.length;
  }

  *writelines(lines: Iterable<T>): FileCall<void> {
    for (const line of lines) yield* this.write(line);
  }

  *flush(): FileCall<void> {
    if (!this.#mode.writable) return;
    const bytes = this.#gatherer.take();
    if (bytes.length > 0) yield bytes;
  }

  *close(): FileCall<void> {
    if (this.#release === null) return;
    const release = this.#release;
    this.#release = null;
    try {
      yield* this.flush();
    } finally {
      release();
    }
  }

  #check(what: "read" | "write"): void {
    if (this.#release === null) throw new JackfieldError("ERR_CLOSED", "I/O operation on a closed socket file");
    if (what === "read" ? !this.#mode.readable : !this.#mode.writable) {
      throw new JackfieldError("ERR_UNSUPPORTED", `The socket file was not opened to ${what}`);
    }
  }
}

function* gather<R>(reading: Reading<R>): FileCall<R> {
  let step = reading.next();
  while (step.done !== true) step = reading.next((yield CHUNK_BYTES) ?? new Uint8Array(0));
  return step.value;
}
