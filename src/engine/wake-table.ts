import type { Clock } from "./clock.ts";

// A timer of Node holds at most this many milliseconds; a later time is waited for in parts.
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Times that a handler asked to be woken at, by their tokens. */
export class WakeTable {
  readonly #clock: Clock;
  readonly #onWake: (token: string) => void;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(clock: Clock, onWake: (token: string) => void) {
    this.#clock = clock;
    this.#onWake = onWake;
  }

  /** Asks for this time; an earlier asking with the same token is forgotten. */
  set(token: string, atMs: number): void {
    this.cancel(token);
    const waitMs = Math.max(0, Math.ceil(atMs - this.#clock.nowMs()));
    const timer = setTimeout(
      () => {
        if (this.#timers.get(token) !== timer) return;
        this.#timers.delete(token);
        if (this.#clock.nowMs() < atMs) this.set(token, atMs);
        else this.#onWake(token);
      },
      Math.min(waitMs, MAX_TIMER_MS),
    );
    this.#timers.set(token, timer);
  }

  cancel(token: string): void {
    clearTimeout(this.#timers.get(token));
    this.#timers.delete(token);
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
