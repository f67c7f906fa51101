import { describe, expect, it } from "vitest";
import type { Clock } from "../../../../src/cli/context.ts";
import { Interrupted } from "../../../../src/cli/exit-codes.ts";
import { Activity } from "../../../../src/cli/pipe/activity.ts";
import { withLimits } from "../../../../src/cli/pipe/limits.ts";

/** A clock that goes only when the test says so. */
class HandClock implements Clock {
  #now = 0;
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  nowMs(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { at: this.#now + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        resolve();
      });
    });
  }

  /** Moves the time on in small steps, so that who sleeps again is woken again. */
  async pass(ms: number): Promise<void> {
    for (const end = this.#now + ms; this.#now < end; ) {
      this.#now += 1;
      for (const sleeper of this.#sleepers) {
        if (sleeper.at > this.#now) continue;
        this.#sleepers.delete(sleeper);
        sleeper.wake();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  get sleepers(): number {
    return this.#sleepers.size;
  }
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve());
  });

describe("withLimits", () => {
  it("gives what the work gives, and leaves no timer behind", async () => {
    const clock = new HandClock();
    const signal = new AbortController().signal;
    const result = await withLimits({ clock, signal }, { timeout: 100, idle: 50 }, new Activity(), () =>
      Promise.resolve("done"),
    );
    expect([result, clock.sleepers]).toEqual(["done", 0]);
  });

  it("ends the work when the time is up", async () => {
    const clock = new HandClock();
    const run = withLimits(
      { clock, signal: new AbortController().signal },
      { timeout: 100 },
      new Activity(),
      untilAborted,
    );
    const ended = expect(run).rejects.toMatchObject({ exitCode: 124, message: "timed out after 100 ms" });
    await clock.pass(101);
    await ended;
  });

  it("fails an expectation when the time is up before it came", async () => {
    const clock = new HandClock();
    const limits = { timeout: 100, expect: { source: "ready" } };
    const run = withLimits({ clock, signal: new AbortController().signal }, limits, new Activity(), untilAborted);
    const ended = expect(run).rejects.toMatchObject({ exitCode: 4 });
    await clock.pass(101);
    await ended;
  });

  it("counts silence anew after every move", async () => {
    const clock = new HandClock();
    const activity = new Activity();
    let ended = false;
    const run = withLimits({ clock, signal: new AbortController().signal }, { idle: 80 }, activity, untilAborted).catch(
      (error: unknown) => {
        ended = true;
        return error;
      },
    );
    for (let turn = 0; turn < 5; turn++) {
      await clock.pass(60);
      // An empty datagram is a move too.
      activity.received(0);
    }
    expect(ended).toBe(false);
    await clock.pass(120);
    expect(await run).toMatchObject({ exitCode: 124, message: "nothing was sent or received for 80 ms" });
  });

  it("ends with the interrupt, after the work has cleaned up", async () => {
    const controller = new AbortController();
    let cleaned = false;
    const run = withLimits(
      { clock: new HandClock(), signal: controller.signal },
      {},
      new Activity(),
      async (signal) => {
        await untilAborted(signal);
        cleaned = true;
      },
    );
    controller.abort(new Interrupted("SIGINT"));
    await expect(run).rejects.toMatchObject({ exitCode: 130 });
    expect(cleaned).toBe(true);
  });
});
