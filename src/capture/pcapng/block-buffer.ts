/** Memory that blocks are written to, seen as bytes and as words; its start and every block in it are aligned to 4. */
export class BlockBuffer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  /** The same memory in the machine's byte order, for sums. */
  readonly words: Uint32Array<ArrayBuffer>;
  /** Bytes written so far. */
  length = 0;

  /** `capacity` is rounded up to a multiple of 4. */
  constructor(capacity: number) {
    const memory = new ArrayBuffer((capacity + 3) & ~3);
    this.bytes = new Uint8Array(memory);
    this.view = new DataView(memory);
    this.words = new Uint32Array(memory);
  }

  get free(): number {
    return this.bytes.length - this.length;
  }

  /** What has been written; valid until the buffer is used again. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }
}

/** Gives room to write whole blocks to. */
export interface BlockSink {
  /** A buffer with at least so many bytes free; the caller writes at its `length` and advances it. */
  room(bytes: number): BlockBuffer;
}

/** Keeps everything that is written in memory; for small captures and tests. */
export class MemorySink implements BlockSink {
  readonly #full: Uint8Array[] = [];
  #current = new BlockBuffer(64 * 1024);

  room(bytes: number): BlockBuffer {
    if (this.#current.free < bytes) {
      this.#full.push(this.#current.written());
      this.#current = new BlockBuffer(Math.max(bytes, 64 * 1024));
    }
    return this.#current;
  }

  /** Everything written so far. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const parts = [...this.#full, this.#current.written()];
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
