import { close, fchmod, fsync, open, read, stat, writev } from "node:fs";
import { promisify } from "node:util";
import { BlockBuffer, type BlockSink } from "../capture/index.ts";
import { ERROR_CODES, fileReason, JackfieldError } from "../errors/index.ts";

/** Bytes of a file that can be read at any place. */
export interface ReadableBytes {
  /** Bytes so far. */
  readonly size: number;
  /** Reads a part, shorter when the file ends before it; into the beginning of `into` if that is given and long enough. */
  read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array>;
}

const FIRST_BUFFER_BYTES = 128 * 1024;
const BUFFER_BYTES = 1024 * 1024;
/** As many as can be unwritten at the high water: new memory costs more than the copy into it. */
const KEPT_BUFFERS = 12;
/** As many when the disk has caught up. */
const IDLE_BUFFERS = 1;
const BUFFERS_A_WRITE = 8;
/** Above this many unwritten bytes the writer is asked to wait, until half of them are written. */
const HIGH_WATER_BYTES = 8 * 1024 * 1024;
const FLUSH_MS = 200;

const openFile = promisify(open);
const readFile = promisify(read);
const closeFile = promisify(close);
const chmodFile = promisify(fchmod);
const statFile = promisify(stat);
const syncFile = promisify(fsync);

/** Memory to read to: what was given, or new and not cleared, since all of it is filled. */
export function memoryFor(length: number, into?: Uint8Array): Uint8Array {
  return into !== undefined && into.length >= length
    ? into.subarray(0, length)
    : new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}

/** A device or a pipe is written to, not replaced. */
async function isDevice(path: string): Promise<boolean> {
  const found = await statFile(path).catch(() => null);
  return found !== null && !found.isFile();
}

interface PlacedBuffer {
  readonly buffer: BlockBuffer;
  /** Where in the file it begins. */
  readonly start: number;
}

/**
 * A file that blocks are appended to and that can be read at any place at the same time, also where it is not yet
 * written. Writes are batched and go on in the background: whole blocks, at the latest 250 ms after they were appended.
 */
export class AppendFile implements BlockSink, ReadableBytes {
  readonly path: string;
  readonly #descriptor: number;
  readonly #onError: (error: unknown) => void;
  readonly #free: BlockBuffer[] = [];
  #waiting: PlacedBuffer[] = [];
  #current: PlacedBuffer;
  #onDisk = 0;
  #writing = false;
  #failed = false;
  #released = false;
  #timer: NodeJS.Timeout | null = null;
  #drained: (() => void)[] = [];
  #settled: (() => void)[] = [];

  private constructor(path: string, descriptor: number, onError: (error: unknown) => void) {
    this.path = path;
    this.#descriptor = descriptor;
    this.#onError = onError;
    this.#current = { buffer: new BlockBuffer(FIRST_BUFFER_BYTES), start: 0 };
  }

  /**
   * Makes the file, or empties it, readable only by its owner. `onError` is called once when the disk fails; from then on
   * what is appended stays in memory.
   * @throws JackfieldError `ERR_FILE`, `ERR_FILE_EXISTS` when the file exists and `overwrite` is not set
   */
  static async create(
    path: string,
    onError: (error: unknown) => void,
    options: { readonly overwrite?: boolean } = {},
  ): Promise<AppendFile> {
    try {
      const mayReplace = options.overwrite === true || (await isDevice(path));
      const descriptor = await openFile(path, mayReplace ? "w+" : "wx+", 0o600);
      await chmodFile(descriptor, 0o600).catch(() => {});
      return new AppendFile(path, descriptor, onError);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EEXIST") {
        throw new JackfieldError("ERR_FILE_EXISTS", `${path}: ${ERROR_CODES.ERR_FILE_EXISTS.meaning}`, { cause });
      }
      throw new JackfieldError("ERR_FILE", `capture file ${path}: ${fileReason(cause)}`, { cause });
    }
  }

  get size(): number {
    return this.#current.start + this.#current.buffer.length;
  }

  /** Bytes appended that are not written yet. */
  get unwritten(): number {
    return this.size - this.#onDisk;
  }

  room(bytes: number): BlockBuffer {
    this.#schedule();
    if (this.#current.buffer.free < bytes) this.#turn(Math.max(bytes, BUFFER_BYTES));
    return this.#current.buffer;
  }

  /** A promise that settles when the disk has caught up, if it is behind. */
  pressure(): Promise<void> | undefined {
    if (this.unwritten < HIGH_WATER_BYTES || this.#failed) return undefined;
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  async read(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array> {
    const end = Math.min(this.size, offset + length);
    if (end <= offset || this.#released) return new Uint8Array(0);
    const result = memoryFor(end - offset, into);
    // What is in memory is copied at once, before a write can give its buffer back.
    const onDisk = this.#onDisk;
    for (const { buffer, start } of [...this.#waiting, this.#current]) {
      const from = Math.max(offset, start);
      const to = Math.min(end, start + buffer.length);
      if (to > from) result.set(buffer.bytes.subarray(from - start, to - start), from - offset);
    }
    const diskEnd = Math.min(end, onDisk);
    let at = offset;
    while (at < diskEnd) {
      const { bytesRead } = await readFile(this.#descriptor, result, at - offset, diskEnd - at, at);
      if (bytesRead === 0) throw new JackfieldError("ERR_FILE", `capture file ${this.path} was cut from outside`);
      at += bytesRead;
    }
    return result;
  }

  /** Resolves when everything appended so far is written, or the disk has failed. */
  async flush(): Promise<void> {
    this.#turn(FIRST_BUFFER_BYTES);
    if (this.#waiting.length === 0 || this.#failed) return;
    await new Promise<void>((resolve) => this.#settled.push(resolve));
  }

  /** Flushes and asks the system to put it on the disk. */
  async sync(): Promise<void> {
    await this.flush();
    await syncFile(this.#descriptor).catch(() => {});
  }

  /** Closes the file; nothing can be read any more. Idempotent. */
  async release(): Promise<void> {
    if (this.#released) return;
    await this.flush();
    this.#released = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await closeFile(this.#descriptor).catch(() => {});
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#waiting.length === 0) this.#free.splice(IDLE_BUFFERS);
      this.#turn(FIRST_BUFFER_BYTES);
    }, FLUSH_MS).unref();
  }

  /** Hands the buffer that is being filled to the disk and takes another. */
  #turn(capacity: number): void {
    const { buffer, start } = this.#current;
    if (buffer.length > 0) this.#waiting.push(this.#current);
    else if (buffer.bytes.length >= capacity) return;
    const found = this.#free.findIndex((free) => free.bytes.length >= capacity);
    const next = found < 0 ? new BlockBuffer(capacity) : (this.#free.splice(found, 1)[0] as BlockBuffer);
    this.#current = { buffer: next, start: start + buffer.length };
    this.#write();
  }

  #write(): void {
    if (this.#writing || this.#failed || this.#waiting.length === 0) return;
    this.#writing = true;
    const parts: Uint8Array[] = [];
    for (const { buffer, start } of this.#waiting.slice(0, BUFFERS_A_WRITE)) {
      parts.push(buffer.written().subarray(Math.max(0, this.#onDisk - start)));
    }
    writev(this.#descriptor, parts, this.#onDisk, (error, written) => {
      this.#writing = false;
      if (error === null) this.#wrote(written);
      else this.#fail(error);
    });
  }

  #wrote(bytes: number): void {
    this.#onDisk += bytes;
    let done = 0;
    for (const { buffer, start } of this.#waiting) {
      if (start + buffer.length > this.#onDisk) break;
      done += 1;
      buffer.length = 0;
      if (this.#free.length < KEPT_BUFFERS) this.#free.push(buffer);
    }
    this.#waiting = this.#waiting.slice(done);
    if (this.unwritten < HIGH_WATER_BYTES / 2) this.#call(this.#drained.splice(0));
    if (this.#waiting.length === 0) this.#call(this.#settled.splice(0));
    else this.#write();
  }

  #fail(error: unknown): void {
    this.#failed = true;
    this.#onError(error);
    this.#call(this.#drained.splice(0));
    this.#call(this.#settled.splice(0));
  }

  #call(callbacks: readonly (() => void)[]): void {
    for (const callback of callbacks) callback();
  }
}
