import { expect, it } from "vitest";
import { parseByteRange } from "../../../../src/handlers/files/byte-range.ts";

it.each([
  ["bytes=0-0", { start: 0, end: 1 }],
  ["bytes=2-5", { start: 2, end: 6 }],
  ["bytes=5-", { start: 5, end: 10 }],
  ["bytes=5-999", { start: 5, end: 10 }],
  ["bytes=-3", { start: 7, end: 10 }],
  ["bytes=-999", { start: 0, end: 10 }],
  ["Bytes=1-1", { start: 1, end: 2 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=5-2", null],
  ["bytes=0-1,3-4", null],
  ["bytes=-", null],
  ["bytes=a-b", null],
  ["lines=1-2", null],
  ["", null],
  [undefined, null],
])("%j of ten bytes is %j", (header, expected) => {
  expect(parseByteRange(header, 10)).toEqual(expected);
});

it("of an empty file there is no part", () => {
  expect(parseByteRange("bytes=0-", 0)).toBe("unsatisfiable");
});
