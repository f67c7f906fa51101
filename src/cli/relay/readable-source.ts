import type { Readable } from "node:stream";

/** Takes chunks from a Node stream one at a time; the stream is paused while nobody asks. */
export class ReadableSource {
  readonly #stream: Readable;
  readonly #chunks: Uint8Array[] = [];
  #ended = false;
  #waiting: ((bytes: Uint8Array | null) => void) | null = null;
  readonly ended: Promise<void>;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on("data", (chunk: Uint8Array) => {
      if (this.#waiting === null) this.#chunks.push(chunk);
      else this.#give(chunk);
      stream.pause();
    });
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.#ended = true;
        if (this.#waiting !== null) this.#give(null);
        resolve();
      };
      // A pipe or terminal that breaks has ended: its program is gone, which is told in another way.
      stream.on("end", end).on("close", end).on("error", end);
    });
    stream.pause();
  }

  /** Whether it has ended by itself, or was closed. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** The next chunk; null at the end. */
  read(): Promise<Uint8Array | null> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) return Promise.resolve(chunk);
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#stream.resume();
    });
  }

  /** Ends it: a waiting read gets null. */
  close(): void {
    this.#stream.destroy();
  }

  #give(chunk: Uint8Array | null): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(chunk);
  }
}
