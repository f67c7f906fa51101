import type { Clock } from "../context.ts";

/** Pieces of a paced stream are at most this part of a second's bytes, so that the flow is even. */
const PIECES_A_SECOND = 10;

/** Holds what is sent to a number of bytes a second, on the average from its first byte. */
export class Pacer {
  readonly #bytesPerSecond: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  #beginMs: number | null = null;
  #bytes = 0;

  constructor(bytesPerSecond: number, clock: Clock, signal?: AbortSignal) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#clock = clock;
    this.#signal = signal;
  }

  /** The largest piece that may go out at once. */
  get pieceBytes(): number {
    return Math.max(1, Math.floor(this.#bytesPerSecond / PIECES_A_SECOND));
  }

  /** Resolves when so many bytes may go out. Silence is not saved up for later. */
  async take(bytes: number): Promise<void> {
    const now = this.#clock.nowMs();
    const due = (this.#beginMs ?? now) + (this.#bytes / this.#bytesPerSecond) * 1000;
    if (this.#beginMs === null || now > due) {
      this.#beginMs = now;
      this.#bytes = 0;
    } else if (due > now) await this.#clock.sleep(due - now, this.#signal);
    this.#bytes += bytes;
  }
}
