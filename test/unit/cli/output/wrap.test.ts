import { describe, expect, it } from "vitest";
import { textWidth } from "../../../../src/cli/output/text-width.ts";
import { wrap, wrapBeside, wrapLaidOut } from "../../../../src/cli/output/wrap.ts";

describe("wrap", () => {
  it.each([
    ["one two three", 7, ["one two", "three"]],
    ["一二三四", 4, ["一二", "三四"]],
    // A line neither begins with a closing mark nor ends with an opening one, and none is wider than it may be.
    ["一二。三", 4, ["一", "二。", "三"]],
    ["一二（三）四", 6, ["一二", "（三）", "四"]],
    ["一（nc）、二", 6, ["一", "（nc）、", "二"]],
    ["一二“三四”", 6, ["一二", "“三四”"]],
    ["看 nodelay、linger=", 10, ["看", "nodelay、", "linger="]],
    ["unbreakable", 4, ["unbreakable"]],
    ["", 10, [""]],
  ])("breaks %j at %i columns", (text, columns, lines) => {
    expect(wrap(text, columns)).toEqual(lines);
  });

  it("loses nothing, whatever the width", () => {
    const text = "在 A 与 B 之间双向搬运字节（FIN、文件末尾），内容不变；one word“引号”《书名》。";
    for (let columns = 8; columns < 60; columns += 1) {
      const lines = wrap(text, columns);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(Math.max(columns, textWidth("FIN、")));
    }
  });
});

it.each([
  ["  -o  ", "一二三四五六七八九十一二", 26, ["  -o  一二三四五六七八九十", "      一二"]],
  ["  名  ", "short", 80, ["  名  short"]],
])("breaks what stands beside %j", (left, right, columns, lines) => {
  expect(wrapBeside(left, right, columns)).toEqual(lines);
});

it.each([
  ["  a    one two three four five six", 28, ["  a    one two three four", "       five six"]],
  ["  utf-8, gbk, big5, gb18030, koi8-r", 26, ["  utf-8, gbk, big5,", "  gb18030, koi8-r"]],
  ["  a    short", 28, ["  a    short"]],
  ["  jack send 10.0.0.7:502 --hex '01 03 00'", 28, ["  jack send 10.0.0.7:502 --hex '01 03 00'"]],
])("breaks the last column of %j", (line, columns, lines) => {
  expect(wrapLaidOut(line, columns)).toEqual(lines);
});
