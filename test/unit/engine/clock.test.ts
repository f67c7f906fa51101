import { expect, it } from "vitest";
import { createClock } from "../../../src/engine/clock.ts";

it("a clock starts at the wall time and never goes back", () => {
  const clock = createClock();
  expect(Math.abs(clock.nowMs() - Date.now())).toBeLessThan(500);
  expect(Math.abs(clock.nowUs() / 1000 - clock.nowMs())).toBeLessThan(500);
  let last = clock.nowUs();
  for (let n = 0; n < 10_000; n++) {
    const now = clock.nowUs();
    if (now < last) throw new Error(`went back from ${last} to ${now}`);
    last = now;
  }
});
