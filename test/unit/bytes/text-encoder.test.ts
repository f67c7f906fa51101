import { describe, expect, it } from "vitest";
import { CHARSET_NAMES, decodeText, encodeText, formatHex } from "../../../src/bytes/index.ts";
import { LocalProtocolError } from "../../../src/errors/index.ts";

const hex = (text: string, charset: Parameters<typeof encodeText>[1]): string =>
  formatHex(encodeText(text, charset), { separator: "" });

describe("encodeText", () => {
  it.each([
    ["你好", "utf-8", "e4bda0e5a5bd"],
    ["你好", "gbk", "c4e3bac3"],
    ["你好", "gb2312", "c4e3bac3"],
    ["你好", "gb18030", "c4e3bac3"],
    ["你好", "big5", "a741a66e"],
    ["你好", "utf-16le", "604f7d59"],
    ["你好", "utf-16be", "4f60597d"],
    ["镕囍", "gbk", "e94687d6"],
    ["😀", "utf-8", "f09f9880"],
    ["😀", "gb18030", "9439fc36"],
    ["😀", "utf-16le", "3dd800de"],
    ["€", "gb18030", "a2e3"],
    ["日本ｱ", "shift_jis", "93fa967bb1"],
    ["日本ｱ", "euc-jp", "c6fccbdc8eb1"],
    ["한글", "euc-kr", "c7d1b1db"],
    ["똠", "euc-kr", "8c63"],
    ["é", "latin1", "e9"],
    ["€", "windows-1252", "80"],
    ["Привет", "windows-1251", "cff0e8e2e5f2"],
    ["Привет", "koi8-r", "f0d2c9d7c5d4"],
    ["", "gbk", ""],
    ["\0\r\n", "gbk", "000d0a"],
    ["\ufeffA", "utf-8", "efbbbf41"],
    ["\ufeffA", "utf-16be", "feff0041"],
  ] as const)("%j in %s is %s", (text, charset, bytes) => {
    expect(hex(text, charset)).toBe(bytes);
    expect(decodeText(encodeText(text, charset), charset)).toBe(text);
  });

  it.each([
    ["价格€5", "gbk", "€", "U+20AC", 3, 2],
    ["a😀b", "gbk", "😀", "U+1F600", 2, 1],
    ["😀😀—", "gb2312", "😀", "U+1F600", 1, 0],
    ["你—", "gb2312", "—", "U+2014", 2, 1],
    ["镕", "gb2312", "镕", "U+9555", 1, 0],
    ["é", "ascii", "é", "U+00E9", 1, 0],
    ["€", "latin1", "€", "U+20AC", 1, 0],
    ["\u0081", "windows-1252", "\u0081", "U+0081", 1, 0],
  ] as const)("refuses %j in %s and names %s", (text, charset, character, codePoint, column, position) => {
    expect.assertions(4);
    try {
      encodeText(text, charset);
    } catch (error) {
      if (!(error instanceof LocalProtocolError)) throw error;
      expect(error.code).toBe("ERR_UNENCODABLE");
      expect(error.message).toBe(`Character "${character}" (${codePoint}) at column ${column} is not in ${charset}`);
      expect(error.position).toBe(position);
      expect(error.input).toBe(text);
    }
  });

  it("counts columns from the start of the line, in characters", () => {
    expect(() => encodeText("你好\n😃ab", "big5")).toThrow("at line 2, column 1 ");
    expect(() => encodeText("a\n\nxy€", "ascii")).toThrow("at line 3, column 3 ");
  });

  it.each(CHARSET_NAMES)("refuses half a surrogate pair in %s", (charset) => {
    expect(() => encodeText("ab\ud83d", charset)).toThrow(/^Half a surrogate pair \(U\+D83D\) at column 3 is not in/);
    expect(() => encodeText("\ude00x", charset)).toThrow("U+DE00");
  });

  it.each([
    ["escape", "a\\u{1F600}b\\u{20AC}"],
    ["question", "a?b?"],
  ] as const)("puts %s in the place of what is missing", (onUnencodable, expected) => {
    expect(decodeText(encodeText("a😀b€", "gbk", { onUnencodable }), "gbk")).toBe(expected);
    expect(decodeText(encodeText("€".repeat(500), "ascii", { onUnencodable }), "ascii")).toHaveLength(
      onUnencodable === "escape" ? 4000 : 500,
    );
    expect(decodeText(encodeText("é\ud800你😀", "utf-8", { onUnencodable }), "utf-8")).toBe(
      onUnencodable === "escape" ? "é\\u{D800}你😀" : "é?你😀",
    );
    expect(decodeText(encodeText("x\ud800", "utf-16le", { onUnencodable }), "utf-16le")).toBe(
      onUnencodable === "escape" ? "x\\u{D800}" : "x?",
    );
  });
});
