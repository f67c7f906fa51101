import { describe, expect, it } from "vitest";
import type { CharsetName } from "../../../../../src/bytes/index.ts";
import { byteCharacters } from "../../../../../src/web/client/text/byte-characters.ts";
import { charsetHint } from "../../../../../src/web/client/text/charset-hint.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** `_` stands for a byte inside a character, `?` for a bad one, `.` for one without a look. */
const drawn = (hex: string, charset: CharsetName): string =>
  byteCharacters(bytes(hex), charset)
    .map(({ kind, text }) => ({ text, control: ".", inside: "_", bad: "?" })[kind])
    .join("");

describe("characters over bytes", () => {
  it.each<[string, CharsetName, string]>([
    ["41 42", "utf-8", "AB"],
    ["c4 e3 ba c3 0a", "gbk", "你_好_."],
    ["e4 bd a0 21", "utf-8", "你__!"],
    ["f0 9f 98 80", "utf-8", "😀___"],
    ["41 ff 42", "utf-8", "A?B"],
    ["e4 bd 41", "utf-8", "?_A"],
    ["41 c4", "gbk", "A?"],
    ["00 1b 41", "ascii", "..A"],
    ["41 00 60 4f", "utf-16le", "A_你_"],
  ])("%s in %s is %s", (hex, charset, expected) => {
    expect(drawn(hex, charset)).toBe(expected);
  });

  it("lets no character go on over the end of a message", () => {
    const cells = byteCharacters(bytes("41 c4 e3 ba c3"), "gbk", [2, 5]);
    expect(cells.map(({ kind }) => kind)).toEqual(["text", "bad", "text", "inside", "bad"]);
  });

  it("has one cell a byte, whatever the bytes are", () => {
    const all = Uint8Array.from({ length: 512 }, (_, at) => (at * 37) & 0xff);
    for (const charset of ["utf-8", "gbk", "gb18030", "shift_jis", "utf-16be", "latin1"] as const) {
      expect(byteCharacters(all, charset)).toHaveLength(all.length);
    }
  });
});

describe("the hint of a better charset", () => {
  it.each<[string, CharsetName, CharsetName | null]>([
    ["cec2b6c8d5fdb3a3a3acc7ebbcccd0f8", "utf-8", "gbk"],
    ["e6b8a9e5baa6e6ada3e5b8b8", "gbk", "utf-8"],
    ["e6b8a9e5baa6e6ada3e5b8b8", "utf-8", null],
    ["cec2b6c8d5fdb3a3a3acc7ebbcccd0f8", "gbk", null],
    ["68656c6c6f", "utf-8", null],
    ["68656c6c6f", "gbk", null],
    ["", "utf-8", null],
  ])("for %s in %s is %s", (hex, charset, better) => {
    expect(charsetHint(bytes(hex), charset).better).toBe(better);
  });

  it("says where the present charset breaks", () => {
    expect(charsetHint(bytes("4142c4e3bac3"), "utf-8").badAt).toBe(2);
    expect(charsetHint(bytes("4142"), "utf-8").badAt).toBe(-1);
  });
});
