import { describe, expect, it } from "vitest";
import { visiblePieces, visibleText } from "../../../../../src/web/client/text/visible-text.ts";

describe("visible text", () => {
  it.each([
    ["plain", "hello 你好", "hello 你好"],
    ["line ends", "a\r\nb\n", "a\\r\\nb\\n"],
    ["tab and NUL", "a\tb\0c", "a\\tb\\0c"],
    ["a terminal escape", "\x1b[31mred", "\\e[31mred"],
    ["DEL and C1", "\x7f\x9b", "\\x7f\\x9b"],
    ["a right-to-left override", "abc\u202edef", "abc\\u202edef"],
    ["isolates and zero width", "\u2066a\u2069\u200b", "\\u2066a\\u2069\\u200b"],
    ["line separator, byte order mark", "\u2028\ufeff", "\\u2028\\ufeff"],
    ["a lone surrogate", "a\ud800b", "a\\ud800b"],
    ["tag characters", "x\u{e0041}", "x\\u{e0041}"],
    ["emoji with its selector", "❤\ufe0f😀", "❤\ufe0f😀"],
    ["markup stays text", "<b onclick=x>&amp;", "<b onclick=x>&amp;"],
  ])("shows %s", (_name, text, shown) => {
    expect(visibleText(text)).toBe(shown);
    expect(
      visiblePieces(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(shown);
  });

  it("marks what is not plain", () => {
    expect(visiblePieces("ok\r\ufffd!")).toEqual([
      { kind: "text", text: "ok" },
      { kind: "control", text: "\\r" },
      { kind: "bad", text: "\ufffd" },
      { kind: "text", text: "!" },
    ]);
    expect(visiblePieces("")).toEqual([]);
  });
});
