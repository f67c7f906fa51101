/** Lets `perSecond` things a second pass on the average, and `burst` at once. Time is given, never read. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledMs = nowMs;
  }

  /** Takes `cost` tokens if they are there. */
  take(nowMs: number, cost = 1): boolean {
    const elapsedMs = Math.max(0, nowMs - this.#filledMs);
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsedMs * this.#perSecond) / 1000);
    this.#filledMs = nowMs;
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }

  /** Whether it is full again at this time: nothing is lost by forgetting it. */
  isFull(nowMs: number): boolean {
    return this.#tokens + (Math.max(0, nowMs - this.#filledMs) * this.#perSecond) / 1000 >= this.#burst;
  }
}
