import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DROP_POLL_MS, DropCounter } from "../../../src/engine/drop-counter.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("tells when the kernel dropped more, and asks a last time at the end", () => {
  let kernel: number | null = 3;
  const told: string[] = [];
  const drops = new DropCounter(
    () => kernel,
    (count, total) => told.push(`${count} ${total}`),
  );
  expect(drops.total).toBe(3);
  vi.advanceTimersByTime(DROP_POLL_MS);
  expect(told).toEqual([]);
  kernel = 10;
  vi.advanceTimersByTime(DROP_POLL_MS);
  expect(told).toEqual(["7 10"]);
  kernel = null;
  vi.advanceTimersByTime(DROP_POLL_MS);
  expect(drops.total).toBe(10);
  kernel = 11;
  drops.close();
  expect(told).toEqual(["7 10", "1 11"]);
  expect(vi.getTimerCount()).toBe(0);
});

it("says null where the platform does not tell", () => {
  const drops = new DropCounter(
    () => null,
    () => expect.unreachable(),
  );
  vi.advanceTimersByTime(DROP_POLL_MS);
  expect(drops.total).toBeNull();
  drops.close();
});
