import { expect, it } from "vitest";
import { TokenBucket } from "../../../src/handlers/token-bucket.ts";

it("lets a burst pass, then the average, and never saves more than a burst", () => {
  const bucket = new TokenBucket(10, 3, 0);
  expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
  expect(bucket.take(99)).toBe(false);
  expect(bucket.take(200)).toBe(true);
  expect(bucket.isFull(200)).toBe(false);
  expect(bucket.isFull(10_000)).toBe(true);
  expect([10_000, 10_000, 10_000, 10_000].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
});

it("takes nothing when the cost is not there, and survives a clock that goes back", () => {
  const bucket = new TokenBucket(1, 5, 1000);
  expect(bucket.take(1000, 6)).toBe(false);
  expect(bucket.take(500, 5)).toBe(true);
  expect(bucket.take(500)).toBe(false);
});
