import { describe, expect, it } from "vitest";
import { parseRange } from "../../../../src/web/server/range-header.ts";

describe("Range", () => {
  it.each([
    [null, 10, null],
    ["", 10, null],
    ["bytes=-", 10, null],
    ["bytes=0-0", 10, { start: 0, end: 1 }],
    ["bytes=2-5", 10, { start: 2, end: 6 }],
    ["bytes=2-", 10, { start: 2, end: 10 }],
    ["bytes=2-99", 10, { start: 2, end: 10 }],
    ["bytes=-3", 10, { start: 7, end: 10 }],
    ["bytes=-99", 10, { start: 0, end: 10 }],
    ["bytes=-0", 10, "outside"],
    ["bytes=10-", 10, "outside"],
    ["bytes=0-", 0, "outside"],
    ["bytes=5-2", 10, null],
    ["bytes=1-2,4-5", 10, null],
    ["items=1-2", 10, null],
    ["bytes=a-b", 10, null],
  ])("%j of %i bytes is %j", (header, size, part) => {
    expect(parseRange(header, size)).toEqual(part);
  });
});
