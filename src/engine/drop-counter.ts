/** How often the kernel is asked for its drops. */
export const DROP_POLL_MS = 1_000;

/** Asks once a second how many datagrams the kernel dropped, and tells when it became more. */
export class DropCounter {
  readonly #read: () => number | null;
  readonly #onDrop: (count: number, total: number) => void;
  readonly #timer: NodeJS.Timeout;
  #total: number | null;

  constructor(read: () => number | null, onDrop: (count: number, total: number) => void) {
    this.#read = read;
    this.#onDrop = onDrop;
    this.#total = read();
    this.#timer = setInterval(() => this.poll(), DROP_POLL_MS);
    this.#timer.unref();
  }

  /** Null where the platform does not tell. */
  get total(): number | null {
    return this.#total;
  }

  /** Asks now. */
  poll(): void {
    const total = this.#read();
    if (total === null) return;
    const count = total - (this.#total ?? 0);
    this.#total = total;
    if (count > 0) this.#onDrop(count, total);
  }

  /** Asks a last time and stops. */
  close(): void {
    clearInterval(this.#timer);
    this.poll();
  }
}
