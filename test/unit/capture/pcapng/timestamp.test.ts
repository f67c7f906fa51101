import * as fc from "fast-check";
import { expect, it } from "vitest";
import { microsecondsIn, microsecondsOf, nanosecondsOf } from "../../../../src/capture/pcapng/timestamp.ts";

it("keeps every time of this age that a number can tell", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 53 - 1 }), (quarters) => {
      const timeUs = quarters / 4;
      const { high, low } = nanosecondsOf(timeUs);
      expect(microsecondsOf(high, low)).toBe(timeUs);
    }),
  );
});

it.each([
  [1.7e15, 1.7e18],
  [0, 0],
  [-5, 0],
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 0],
  [4_294_967.296, 4_294_967_296],
])("%f µs is %d ns", (timeUs, ns) => {
  const { high, low } = nanosecondsOf(timeUs);
  expect(high * 2 ** 32 + low).toBe(ns);
});

it.each([
  [1e6, 1, 5, 4_294_967_301],
  [1e9, 0, 1500, 1.5],
  [1024, 0, 1536, 1.5e6],
  [1, 0, 7, 7e6],
  [1e18, 0x14d1_120d, 0x7b16_0000, 1.5e6],
])("units of 1/%d s", (units, high, low, timeUs) => {
  expect(microsecondsIn(high, low, units)).toBeCloseTo(timeUs, 3);
});
