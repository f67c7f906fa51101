import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHARSET_NAMES, encodeEscaped, escapeBytes, escapeText, formatHex } from "../../../src/bytes/index.ts";
import { LocalProtocolError } from "../../../src/errors/index.ts";

describe("encodeEscaped", () => {
  it.each([
    [String.raw`a\r\n\t\0\a\b\e\f\v\\`, "utf-8", "61 0d 0a 09 00 07 08 1b 0c 0b 5c"],
    [String.raw`\xE4\xbd\xA0`, "gbk", "e4 bd a0"],
    [String.raw`\u4F60好`, "gbk", "c4 e3 ba c3"],
    [String.raw`\u{1F600}\ud83d\uDE00`, "utf-8", "f0 9f 98 80 f0 9f 98 80"],
    [String.raw`\n\x0a`, "utf-16le", "0a 00 0a"],
    ["", "utf-8", ""],
    ["plain 你", "utf-8", "70 6c 61 69 6e 20 e4 bd a0"],
  ] as const)("reads %j in %s", (text, charset, hex) => {
    expect(formatHex(encodeEscaped(text, charset))).toBe(hex);
  });

  it.each([
    ["ab\\", 2, "stands alone"],
    [String.raw`a\q`, 1, '"\\q" is no escape'],
    [String.raw`\x4`, 0, "two hexadecimal digits"],
    [String.raw`\xg0`, 0, "two hexadecimal digits"],
    [String.raw`\u4f6`, 0, "four hexadecimal digits"],
    [String.raw`\u{110000}`, 0, "up to 10FFFF"],
    [String.raw`\u{}`, 0, "1 to 6"],
    [String.raw`\u{41`, 0, "1 to 6"],
    [String.raw`\033`, 0, "could be octal"],
  ])("refuses %j at %d", (text, position, message) => {
    expect.assertions(3);
    try {
      encodeEscaped(text, "utf-8");
    } catch (error) {
      if (!(error instanceof LocalProtocolError)) throw error;
      expect(error.code).toBe("ERR_BAD_ESCAPE");
      expect(error.position).toBe(position);
      expect(error.message).toContain(message);
    }
  });

  it.each([
    [String.raw`ab\n€`, 4],
    [String.raw`ab\u20AC`, 2],
    [String.raw`\ud83d`, 0],
  ])("tells the place of the unencodable in the whole of %j", (text, position) => {
    expect.assertions(3);
    try {
      encodeEscaped(text, "gbk");
    } catch (error) {
      if (!(error instanceof LocalProtocolError)) throw error;
      expect(error.code).toBe("ERR_UNENCODABLE");
      expect(error.position).toBe(position);
      expect(error.input).toBe(text);
    }
  });
});

describe("escapeText", () => {
  it.each([
    ["a\r\n\tb\0", String.raw`a\r\n\tb\0`],
    ["\x001", String.raw`\x001`],
    ["\x1b[31m", String.raw`\e[31m`],
    ["\x7f\x85\x9b", String.raw`\x7F\u0085\u009B`],
    ["a\u202eb\u2066\u200b\u200f\ufeff\u00ad", String.raw`a\u202Eb\u2066\u200B\u200F\uFEFF\u00AD`],
    ["\u2028\u{e0041}", String.raw`\u2028\u{E0041}`],
    ["\ud800x", String.raw`\uD800x`],
    ["你好 é 😀", "你好 é 😀"],
    ["a\\b", String.raw`a\\b`],
  ])("makes %j safe", (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  it("keeps what it is told to keep", () => {
    expect(escapeText("a\n\tb\\\r", { keepNewlines: true, keepTabs: true, backslash: false })).toBe("a\n\tb\\\\r");
  });
});

describe("escapeBytes", () => {
  it("shows bytes that are no character", () => {
    expect(escapeBytes(Uint8Array.of(0xc4, 0xe3, 0xff, 0x41, 0xba), "gbk")).toBe("你\\xFFA\\xBA");
  });

  it.each(CHARSET_NAMES)("is read back byte for byte in %s, and is printable", (charset) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40, size: "max" }), (bytes) => {
        const text = escapeBytes(bytes, charset);
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        const back = encodeEscaped(text, charset);
        // Charsets with two codes for one character send the first of them.
        expect(escapeBytes(back, charset)).toBe(text);
        if (!["big5", "shift_jis", "euc-jp", "gb18030"].includes(charset)) expect(back).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });
});
