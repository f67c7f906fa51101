import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { STRIKE_INTERVAL_MS, StrikeReporter } from "../../../src/engine/strike-reporter.ts";

describe("StrikeReporter", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("tells the first at once, then counts once a second, then rests", () => {
    const told: string[] = [];
    const reporter = new StrikeReporter<string>((kind, count, peer) => told.push(`${kind} ${count} ${peer}`));
    for (let n = 0; n < 5; n++) reporter.strike("full", 7);
    expect(told).toEqual(["full 1 7"]);
    vi.advanceTimersByTime(STRIKE_INTERVAL_MS);
    expect(told).toEqual(["full 1 7", "full 4 7"]);
    reporter.strike("full", 1);
    reporter.strike("full", 2);
    vi.advanceTimersByTime(STRIKE_INTERVAL_MS);
    expect(told.at(-1)).toBe("full 2 0");
    vi.advanceTimersByTime(STRIKE_INTERVAL_MS);
    expect(vi.getTimerCount()).toBe(0);
    reporter.strike("full", 3);
    expect(told.at(-1)).toBe("full 1 3");
    expect(told).toHaveLength(4);
  });

  it("tells what is left when it is closed", () => {
    const told: string[] = [];
    const reporter = new StrikeReporter<string>((kind, count) => told.push(`${kind} ${count}`));
    reporter.strike("a");
    reporter.strike("a");
    reporter.strike("b");
    reporter.close();
    expect(told).toEqual(["a 1", "b 1", "a 1"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
