const NEWLINE = 0x0a;
const EMPTY = new Uint8Array(0);

/**
 * A reading algorithm: it yields when it needs the next bytes of the socket, gets them (none is the end), and returns
 * its result. One text of it serves the waiting and the blocking form.
 */
export type Reading<T> = Generator<undefined, T, Uint8Array>;

/** Bytes that were received but not read yet, and the reads of Python's `io.BufferedReader` over them. */
export class FileBuffer {
  #chunks: Uint8Array[] = [];
  #length = 0;
  #ended = false;

  /** Bytes that a read gets without waiting. */
  get length(): number {
    return this.#length;
  }

  /** Up to `size` bytes, fewer only at the end of the stream. */
  *read(size: number): Reading<Uint8Array> {
    while (this.#length < size && !this.#ended) this.#put(yield);
    return this.#take(Math.min(size, this.#length));
  }

  /** What is there, at most `size` bytes; waits only when nothing is. */
  *readSome(size: number): Reading<Uint8Array> {
    if (this.#length === 0 && !this.#ended) this.#put(yield);
    return this.#take(Math.min(size, this.#length));
  }

  /** Through the next newline, at most `limit` bytes; without a newline only at the end of the stream. */
  *readLine(limit: number): Reading<Uint8Array> {
    let searched = 0;
    for (;;) {
      const at = this.#indexOfNewline(searched);
      if (at !== -1) return this.#take(Math.min(at + 1, limit));
      if (this.#length >= limit || this.#ended) return this.#take(Math.min(this.#length, limit));
      searched = this.#length;
      this.#put(yield);
    }
  }

  #put(bytes: Uint8Array): void {
    if (bytes.length === 0) this.#ended = true;
    else {
      this.#chunks.push(bytes);
      this.#length += bytes.length;
    }
  }

  #indexOfNewline(from: number): number {
    let start = 0;
    for (const chunk of this.#chunks) {
      const at = start + chunk.length > from ? chunk.indexOf(NEWLINE, Math.max(0, from - start)) : -1;
      if (at !== -1) return start + at;
      start += chunk.length;
    }
    return -1;
  }

  #take(size: number): Uint8Array {
    if (size === 0) return EMPTY;
    const out = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const chunk = this.#chunks[0] ?? EMPTY;
      const wanted = size - filled;
      if (chunk.length > wanted) {
        out.set(chunk.subarray(0, wanted), filled);
        this.#chunks[0] = chunk.subarray(wanted);
        filled = size;
      } else {
        out.set(chunk, filled);
        filled += chunk.length;
        this.#chunks.shift();
      }
    }
    this.#length -= size;
    return out;
  }
}
