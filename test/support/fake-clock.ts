import type { Clock } from "../../src/cli/context.ts";

/** Time that passes only by sleeping. */
export class FakeClock implements Clock {
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted !== true) this.#nowMs += ms;
  }
}
