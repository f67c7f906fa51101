import { expect, it } from "vitest";
import { concatBytes } from "../../../src/bytes/concat-bytes.ts";

it.each([
  [[], []],
  [[[1, 2]], [1, 2]],
  [
    [[1], [], [2, 3]],
    [1, 2, 3],
  ],
])("joins %j", (parts, expected) => {
  const inputs = parts.map((part) => Uint8Array.from(part));
  const whole = concatBytes(inputs);
  expect([...whole]).toEqual(expected);
  inputs[0]?.fill(9);
  expect([...whole]).toEqual(expected);
});
