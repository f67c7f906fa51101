import { expect, it } from "vitest";
import { UserNumbers } from "../../../../../src/cli/nc/broker/user-numbers.ts";

it("gives the lowest number that is free", () => {
  const numbers = new UserNumbers(4);
  expect([numbers.take(), numbers.take(), numbers.take()]).toEqual([4, 5, 6]);
  numbers.giveBack(5);
  expect([numbers.take(), numbers.take()]).toEqual([5, 7]);
});
