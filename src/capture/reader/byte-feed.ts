const FIRST_BYTES = 64 * 1024;

/** Bytes that came in chunks and are taken in pieces, with the place in the whole that they stand at. */
export class ByteFeed {
  /** What waits; bytes `start` to `end` are not taken yet. */
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  start = 0;
  end = 0;
  /** Offset in the whole of the first byte that is not taken. */
  offset = 0;
  #store = new Uint8Array(0);
  #toSkip = 0;

  get length(): number {
    return this.end - this.start;
  }

  /** Adds a chunk, which must not change until it has been taken or {@link keep} was called. */
  push(chunk: Uint8Array): void {
    let from = 0;
    if (this.#toSkip > 0) {
      from = Math.min(this.#toSkip, chunk.length);
      this.#toSkip -= from;
      this.offset += from;
    }
    if (this.length === 0) this.#use(from === 0 ? chunk : chunk.subarray(from));
    else this.#append(chunk.subarray(from));
  }

  /** Copies what is left of the last chunk, so that the chunk's memory can be used again. */
  keep(): void {
    if (this.length === 0) this.#use(new Uint8Array(0));
    else if (this.bytes.buffer !== this.#store.buffer) this.#append(new Uint8Array(0));
  }

  /** Moves on; what is not there yet is thrown away when it comes. */
  take(length: number): void {
    const there = Math.min(length, this.length);
    this.start += there;
    this.offset += there;
    this.#toSkip = length - there;
  }

  /** Bytes that were skipped and have not come. */
  get owed(): number {
    return this.#toSkip;
  }

  #use(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.start = 0;
    this.end = bytes.length;
  }

  #append(chunk: Uint8Array): void {
    const left = this.bytes.subarray(this.start, this.end);
    const length = left.length + chunk.length;
    let store = this.#store;
    if (store.length < length) store = new Uint8Array(Math.max(FIRST_BYTES, length * 2));
    if (left.length > 0 && !(left.buffer === store.buffer && this.start === 0 && this.bytes.byteOffset === 0))
      store.set(left);
    store.set(chunk, left.length);
    this.#store = store;
    this.#use(store.subarray(0, length));
  }
}
