import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WakeTable } from "../../../src/engine/wake-table.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const clock = { nowUs: () => Date.now() * 1000, nowMs: () => Date.now() };

it("wakes each token at its time, once; a later asking replaces the earlier", () => {
  const woken: string[] = [];
  const wakes = new WakeTable(clock, (token) => woken.push(`${token} ${Date.now() - 1_000_000}`));
  wakes.set("a", 1_000_100);
  wakes.set("b", 1_000_050);
  wakes.set("a", 1_000_200);
  wakes.set("past", 5);
  wakes.set("cancelled", 1_000_010);
  wakes.cancel("cancelled");
  vi.advanceTimersByTime(1000);
  expect(woken).toEqual(["past 0", "b 50", "a 200"]);
  wakes.set("never", 1_100_000);
  wakes.clear();
  expect(vi.getTimerCount()).toBe(0);
});

it("waits for a time that no timer of Node can hold", () => {
  let woken = false;
  const day = 86_400_000;
  const wakes = new WakeTable(clock, () => (woken = true));
  wakes.set("far", 1_000_000 + 30 * day);
  vi.advanceTimersByTime(29 * day);
  expect(woken).toBe(false);
  vi.advanceTimersByTime(day + 1000);
  expect(woken).toBe(true);
});
