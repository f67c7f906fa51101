import { expect, it } from "vitest";
import { awaitDelivery } from "../../../../src/cli/send/await-delivery.ts";
import type { Session } from "../../../../src/engine/index.ts";
import { FakeClock } from "../../../support/fake-clock.ts";

/** A session whose peer acknowledges as the numbers say. */
function sessionOf(numbers: readonly (number | null)[]): Session {
  let at = 0;
  return { unacknowledged: () => numbers[Math.min(at++, numbers.length - 1)] ?? null } as unknown as Session;
}

it.each([
  ["all arrived at once", [0], { type: "acknowledged" }],
  ["it took a while", [300, 300, 100, 0], { type: "acknowledged" }],
  ["nobody can tell", [null], { type: "unknown" }],
  ["the connection went meanwhile", [300, null], { type: "unknown" }],
  ["the peer takes no more", [300, 200, 200], { type: "missing", bytes: 200 }],
])("%s", async (_name, numbers, delivery) => {
  expect(await awaitDelivery(sessionOf(numbers), 1, new FakeClock(), 5000, () => false)).toEqual(delivery);
});

it("does not wait when it is over", async () => {
  const clock = new FakeClock();
  expect(await awaitDelivery(sessionOf([5, 5]), 1, clock, 5000, () => true)).toEqual({ type: "missing", bytes: 5 });
  expect(clock.nowMs()).toBeLessThan(100);
});
