import { expect, it } from "vitest";
import { PipeSplice } from "../../../../src/cli/pipe/pipe-splice.ts";

/** A descriptor that is none: nothing can be done to it. */
const NO_PIPE = 9999;

it("moves until one side would wait, and goes on the next time", async () => {
  const results = [10, 20, -1, 5, 0];
  const moved: number[] = [];
  const splice = PipeSplice.of(NO_PIPE, () => results.shift() ?? 0);
  expect(await splice?.run((bytes) => moved.push(bytes))).toBe(false);
  expect(await splice?.run((bytes) => moved.push(bytes))).toBe(true);
  expect(moved).toEqual([10, 20, 5]);
});

it("gives the event loop its turn", async () => {
  let turns = 0;
  let turning = setImmediate(function turn() {
    turns += 1;
    turning = setImmediate(turn);
  });
  let left = 2000;
  const splice = PipeSplice.of(NO_PIPE, () => (left-- > 0 ? 1_000_000 : 0));
  await splice?.run(() => undefined);
  clearImmediate(turning);
  expect(turns).toBeGreaterThan(0);
});

it("is none where there is no pipe", () => {
  expect(PipeSplice.of(null, () => 1)).toBeNull();
});
