import { expect, it } from "vitest";
import { clustersOf, padToWidth, textWidth } from "../../../../src/cli/output/text-width.ts";
import { formatBytes } from "../../../../src/cli/output/totals.ts";

it.each([
  ["abc", 3],
  ["你好", 4],
  ["é", 1],
  ["e\u0301", 1],
  ["😀", 2],
  ["한글", 4],
  ["ａ", 2],
  ["", 0],
  ["👨‍👩‍👧", 2],
  ["🇨🇳", 2],
  ["👍🏽", 2],
  ["❤️", 2],
  ["✅⚡", 4],
  ["\u1112\u1161\u11ab", 2],
  ["กำ", 2],
  ["a\u200bb", 2],
  ["→•─↵", 4],
  ["，。「」", 8],
])("measures %j as %j columns", (text, width) => {
  expect(textWidth(text)).toBe(width);
});

it("cuts text into what stands in one place, and says where terminals do not agree", () => {
  expect(clustersOf("e\u0301你👨‍👩‍👧a")).toEqual([
    { text: "e\u0301", width: 1, isUnsure: true },
    { text: "你", width: 2, isUnsure: false },
    { text: "👨‍👩‍👧", width: 2, isUnsure: true },
    { text: "a", width: 1, isUnsure: false },
  ]);
});

it("pads by columns", () => {
  expect(padToWidth("你", 4)).toBe("你  ");
  expect(padToWidth("long", 2)).toBe("long");
});
it.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [1073741824, "1.0 GiB"],
])("prints %j bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
