import { concatBytes } from "../../bytes/index.ts";

/** Chunks that were read and that nobody has asked for yet, in order; each is given out at its own boundary. */
export class ReadQueue {
  readonly #chunks: Uint8Array[] = [];
  #head = 0;
  #bytes = 0;

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The next chunk or its first `maxBytes`; undefined when nothing waits. */
  take(maxBytes: number): Uint8Array | undefined {
    const chunk = this.#chunks[this.#head];
    if (chunk === undefined) return undefined;
    if (chunk.length > maxBytes) {
      this.#chunks[this.#head] = chunk.subarray(maxBytes);
      this.#bytes -= maxBytes;
      return chunk.subarray(0, maxBytes);
    }
    this.#head += 1;
    this.#bytes -= chunk.length;
    if (this.#head === this.#chunks.length) this.clear();
    return chunk;
  }

  /** As {@link take}, but chunks of at least `bulkBytes` that follow each other are given out together. */
  takeTogether(maxBytes: number, bulkBytes: number): Uint8Array | undefined {
    let end = this.#head;
    let length = 0;
    for (;;) {
      const chunk = this.#chunks[end];
      if (chunk === undefined || chunk.length < bulkBytes || length + chunk.length > maxBytes) break;
      length += chunk.length;
      end += 1;
    }
    if (end - this.#head < 2) return this.take(maxBytes);
    const together = concatBytes(this.#chunks.slice(this.#head, end));
    this.#head = end;
    this.#bytes -= length;
    if (end === this.#chunks.length) this.clear();
    return together;
  }

  clear(): void {
    this.#chunks.length = 0;
    this.#head = 0;
    this.#bytes = 0;
  }
}
