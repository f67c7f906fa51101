import { expect, it } from "vitest";
import { TrafficCounters } from "../../../src/engine/counters.ts";

it("counts both directions, and starts again from zero", () => {
  const counters = new TrafficCounters();
  counters.countIn(5);
  counters.countIn(0);
  counters.countOut(7);
  const snapshot = counters.snapshot();
  expect(snapshot).toEqual({ bytesIn: 5, bytesOut: 7, readsIn: 2, writesOut: 1 });
  counters.reset();
  expect(counters.snapshot()).toEqual({ bytesIn: 0, bytesOut: 0, readsIn: 0, writesOut: 0 });
  expect(snapshot.bytesIn).toBe(5);
});
