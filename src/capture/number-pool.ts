const CHUNK_SHIFT = 14;
const CHUNK_LENGTH = 1 << CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_LENGTH - 1;

/** A list of 32-bit numbers that only grows, in chunks, so that growing copies nothing. */
export class NumberPool {
  readonly #chunks: Uint32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Memory in bytes. */
  get memoryBytes(): number {
    return this.#chunks.length * CHUNK_LENGTH * 4;
  }

  push(value: number): void {
    const at = this.#length & CHUNK_MASK;
    if (at === 0) this.#chunks.push(new Uint32Array(CHUNK_LENGTH));
    (this.#chunks[this.#length >>> CHUNK_SHIFT] as Uint32Array)[at] = value;
    this.#length += 1;
  }

  get(at: number): number {
    return (this.#chunks[at >>> CHUNK_SHIFT] as Uint32Array)[at & CHUNK_MASK] as number;
  }

  set(at: number, value: number): void {
    (this.#chunks[at >>> CHUNK_SHIFT] as Uint32Array)[at & CHUNK_MASK] = value;
  }
}
