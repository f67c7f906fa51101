import { describe, expect, it } from "vitest";
import {
  BYTE_NOTATIONS,
  type ByteNotation,
  formatBase64,
  formatBytesAs,
  parseHexPaste,
} from "../../../src/bytes/index.ts";

const HI = Uint8Array.of(0x68, 0x27, 0x0a, 0xff);
const CASES: readonly (readonly [ByteNotation, string])[] = [
  ["hex", "68 27 0a ff"],
  ["hexdump", "00000000  68 27 0a ff                                       |h'..|"],
  ["c", "const unsigned char data[4] = { 0x68, 0x27, 0x0a, 0xff };"],
  ["python", String.raw`b'h\'\n\xff'`],
  ["javascript", "Uint8Array.of(0x68, 0x27, 0x0a, 0xff)"],
  ["rust", "&[0x68, 0x27, 0x0a, 0xff]"],
  ["go", "[]byte{0x68, 0x27, 0x0a, 0xff}"],
  ["java", "new byte[] {0x68, 0x27, 0x0a, (byte) 0xff}"],
  ["csharp", "new byte[] { 0x68, 0x27, 0x0a, 0xff }"],
  ["base64", "aCcK/w=="],
  ["base64url", "aCcK_w"],
  ["printf", String.raw`printf -- 'h\047\012\377'`],
];

describe("formatBytesAs", () => {
  it.each(CASES)("%s", (notation, expected) => {
    expect(formatBytesAs(HI, notation)).toBe(expected);
  });

  it("has a case for every notation", () => {
    expect(CASES.map(([notation]) => notation)).toEqual([...BYTE_NOTATIONS]);
  });

  it.each(["c", "javascript", "rust", "go"] as const)(
    "breaks long %s into lines that a paste reads back",
    (notation) => {
      const bytes = Uint8Array.from({ length: 30 }, (_, index) => index * 8);
      const text = formatBytesAs(bytes, notation);
      expect(text.split("\n")).toHaveLength(5);
      expect(parseHexPaste(text).bytes).toEqual(bytes);
    },
  );

  it("writes no empty C array", () => {
    expect(formatBytesAs(new Uint8Array(), "c")).toContain("data_len = 0");
    expect(formatBytesAs(new Uint8Array(), "python")).toBe("b''");
  });
});

describe("formatBase64", () => {
  it.each([
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ])("writes RFC 4648's %j", (text, expected) => {
    expect(formatBase64(new TextEncoder().encode(text))).toBe(expected);
  });
});
