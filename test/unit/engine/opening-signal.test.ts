import { expect, it } from "vitest";
import { OpeningSignal } from "../../../src/engine/opening-signal.ts";

it("follows the outer signal while something opens, and not afterwards", () => {
  const outer = new AbortController();
  const first = new OpeningSignal(outer.signal);
  const second = new OpeningSignal(outer.signal);
  first[Symbol.dispose]();
  outer.abort(new Error("planted"));
  expect(first.signal.aborted).toBe(false);
  expect(second.signal.aborted).toBe(true);
  expect((second.signal.reason as Error).message).toBe("planted");
});

it("is aborted from the start when the outer one is, and never without one", () => {
  expect(new OpeningSignal(AbortSignal.abort()).signal.aborted).toBe(true);
  expect(new OpeningSignal(undefined).signal.aborted).toBe(false);
});
