import { describe, expect, it } from "vitest";
import { formatBase64, parseBase64 } from "../../../src/bytes/index.ts";
import { messageBytes, type MessageSpec } from "../../../src/api/index.ts";
import { formatHex } from "../../../src/bytes/index.ts";

describe("messageBytes", () => {
  it.each<[MessageSpec, string]>([
    [{ type: "text", text: "" }, ""],
    [{ type: "text", text: "你好" }, "e4 bd a0 e5 a5 bd"],
    [{ type: "text", text: "你好", charset: "gbk" }, "c4 e3 ba c3"],
    [{ type: "text", text: "a", lineEnd: "crlf" }, "61 0d 0a"],
    [{ type: "text", text: "a", lineEnd: "nul" }, "61 00"],
    [{ type: "text", text: "a", lineEnd: "lf", charset: "utf-16le" }, "61 00 0a 00"],
    [{ type: "text", text: "a\nb\r\nc\rd", lineBreaks: "crlf" }, "61 0d 0a 62 0d 0a 63 0d 0a 64"],
    [{ type: "text", text: "a\nb\r\nc\rd", lineBreaks: "lf", lineEnd: "cr" }, "61 0a 62 0a 63 0a 64 0d"],
    [{ type: "text", text: "a\\n" }, "61 5c 6e"],
    [{ type: "text", text: "\\xE4\\r\\u4F60\n", escapes: true, lineBreaks: "crlf" }, "e4 0d e4 bd a0 0d 0a"],
    [{ type: "hex", hex: "00 FFaa" }, "00 ff aa"],
    [{ type: "base64", base64: "AP+q" }, "00 ff aa"],
    [{ type: "hex", hex: "01 03 00 00 00 0a", checksum: { name: "CRC-16/MODBUS" } }, "01 03 00 00 00 0a c5 cd"],
    [{ type: "text", text: "ab", lineEnd: "lf", checksum: { name: "sum8" } }, "61 62 0a cd"],
    [{ type: "text", text: "ab", lineEnd: "lf", checksum: { name: "sum8", at: -1 } }, "61 62 c3 0a"],
  ])("%j", (message, hex) => {
    expect(formatHex(messageBytes(message))).toBe(hex);
  });

  it("uses the session's charset for text that names none", () => {
    expect(formatHex(messageBytes({ type: "text", text: "你" }, "gbk"))).toBe("c4 e3");
    expect(formatHex(messageBytes({ type: "text", text: "你", charset: "utf-8" }, "gbk"))).toBe("e4 bd a0");
  });

  it.each<[MessageSpec, string, number]>([
    [{ type: "text", text: "ab你", charset: "ascii" }, "ERR_UNENCODABLE", 2],
    [{ type: "text", text: "a\n你", charset: "ascii", lineBreaks: "crlf" }, "ERR_UNENCODABLE", 2],
    [{ type: "text", text: "a\\x4", escapes: true }, "ERR_BAD_ESCAPE", 1],
    [{ type: "hex", hex: "00 f" }, "ERR_BAD_HEX", 3],
    [{ type: "base64", base64: "AP+q!" }, "ERR_BAD_BASE64", 4],
    [{ type: "hex", hex: "00", checksum: { name: "crc-99" } }, "ERR_BAD_CHECKSUM", 0],
  ])("%j is blocked where the fault is", (message, code, position) => {
    expect(() => messageBytes(message)).toThrow(expect.objectContaining({ code, position }));
  });
});

describe("base64", () => {
  it("is what others write and read", () => {
    for (let length = 0; length < 50; length++) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 73 + length * 31) & 0xff);
      const text = Buffer.from(bytes).toString("base64");
      expect(formatBase64(bytes)).toBe(text);
      expect(parseBase64(text)).toEqual(bytes);
      expect(parseBase64(text.replaceAll("=", ""))).toEqual(bytes);
    }
  });

  it("skips white space", () => {
    expect(parseBase64(" A\nP+ q\t")).toEqual(Uint8Array.of(0, 0xff, 0xaa));
  });

  it.each([
    ["A", 1],
    ["AAAAA", 5],
    ["AA=A", 3],
    ["AA===", 4],
    ["A-_A", 1],
    ["你", 0],
  ])("refuses %j at %i", (text, position) => {
    expect(() => parseBase64(text)).toThrow(expect.objectContaining({ code: "ERR_BAD_BASE64", position }));
  });
});
