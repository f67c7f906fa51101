/** Messages that wait for their reader, bounded in bytes; what does not fit is dropped and counted. */
export class MessageQueue<T = Uint8Array> {
  readonly #maxBytes: number;
  readonly #items: T[] = [];
  #bytes = 0;
  #dropped = 0;
  #ended = false;
  #failure: unknown = null;
  #waiting: { resolve(item: T | null): void; reject(reason: unknown): void } | null = null;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Messages that found no room. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Puts one message in; false when it was dropped, because the queue is full or has ended. */
  put(item: T): boolean {
    if (this.#ended) return false;
    const waiting = this.#waiting;
    if (waiting !== null) {
      this.#waiting = null;
      waiting.resolve(item);
      return true;
    }
    const size = sizeOf(item);
    if (this.#bytes + size > this.#maxBytes) {
      this.#dropped += 1;
      return false;
    }
    this.#bytes += size;
    this.#items.push(item);
    return true;
  }

  /** The next message; null at the end. @throws what `fail` was given */
  take(): Promise<T | null> {
    const item = this.#items.shift();
    if (item !== undefined) {
      this.#bytes -= sizeOf(item);
      return Promise.resolve(item);
    }
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#ended) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** No more will come; what waits can still be taken. */
  end(): void {
    this.#ended = true;
    this.#waiting?.resolve(null);
    this.#waiting = null;
  }

  /** Ends with a failure, which the reader gets after what waits. */
  fail(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = reason;
    this.#waiting?.reject(reason);
    this.#waiting = null;
  }
}

// An empty datagram takes room, too.
const OVERHEAD_BYTES = 64;

function sizeOf(item: unknown): number {
  return (item instanceof Uint8Array ? item.length : 0) + OVERHEAD_BYTES;
}
