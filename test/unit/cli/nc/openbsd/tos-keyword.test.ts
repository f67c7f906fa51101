import { expect, it } from "vitest";
import { parseTos } from "../../../../../src/cli/nc/openbsd/tos-keyword.ts";

it.each([
  ["lowdelay", 0x10],
  ["ef", 0xb8],
  ["CS5", 0xa0],
  ["af11", 0x28],
  ["af43", 0x98],
  ["0x20", 32],
  ["32", 32],
  ["foo", null],
  ["af51", null],
  ["256", null],
  ["", null],
])("%s is %s", (text, value) => {
  expect(parseTos(text)).toBe(value);
});
