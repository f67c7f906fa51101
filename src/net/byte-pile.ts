/** Bytes that pile up until something is found in them; appending is amortised, whatever the chunks. */
export class BytePile {
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2, 256));
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
  }

  /** Where the needle begins at or after `from`, or -1. */
  indexOf(needle: Uint8Array, from: number): number {
    const { buffer, byteOffset } = this.#buffer;
    return Buffer.from(buffer, byteOffset, this.#length).indexOf(needle, Math.max(0, from));
  }

  /** A view of these bytes, good until the next `append`. */
  view(start: number, end: number): Uint8Array {
    return this.#buffer.subarray(start, end);
  }
}
