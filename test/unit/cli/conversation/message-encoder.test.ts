import { describe, expect, it } from "vitest";
import { parseHexInput } from "../../../../src/cli/conversation/hex-input.ts";
import { encodeLine, encodeMessage, type MessageFormat } from "../../../../src/cli/conversation/message-encoder.ts";

const FORMAT: MessageFormat = { in: "text", eol: "none", checksum: null, charset: "utf-8" };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("encodeMessage", () => {
  it.each([
    ["text", "你", {}, "e4bda0"],
    ["text in GBK", "你", { charset: "gbk" }, "c4e3"],
    ["LF", "a", { eol: "lf" }, "610a"],
    ["CR LF in UTF-16", "a", { eol: "crlf", charset: "utf-16le" }, "61000d000a00"],
    ["hexadecimal", "01 fe", { in: "hex" }, "01fe"],
    ["escapes", "a\\r\\x00\\u4f60", { in: "escape" }, "610d00e4bda0"],
    ["a checksum", "010300000001", { in: "hex", checksum: { name: "CRC-16/MODBUS" } }, "010300000001840a"],
    ["a checksum behind the line end", "a", { eol: "lf", checksum: { name: "sum8" } }, "610a6b"],
    ["nothing", "", {}, ""],
  ] as const)("encodes %s", (_name, line, format, bytes) => {
    expect(hex(encodeMessage(line, { ...FORMAT, ...format }))).toBe(bytes);
  });

  it("points at the character that the charset lacks", () => {
    expect(() => encodeMessage("a😀", { ...FORMAT, charset: "gbk" })).toThrow(
      expect.objectContaining({ code: "ERR_UNENCODABLE", position: 1 }),
    );
  });
});

describe("encodeLine", () => {
  it("leaves bytes as they are with lines", () => {
    expect(hex(encodeLine(Uint8Array.from([0xff, 0x00]), { ...FORMAT, in: "lines", eol: "lf" }))).toBe("ff000a");
  });

  it("says where text is not UTF-8", () => {
    expect(() => encodeLine(Uint8Array.from([0x41, 0xe4, 0xbd, 0x41]), FORMAT)).toThrow("not valid UTF-8 at byte 3");
  });
});

describe("parseHexInput", () => {
  it.each([
    ["00 01 fe ff", "0001feff"],
    ["0001FEFF", "0001feff"],
    ["00:01-fe,ff", "0001feff"],
    ["0x00, 0x01", "0001"],
    ["\\x00\\x01", "0001"],
    ["0xa, 0xB", "0a0b"],
    ["ＡＡ　５５，０1", "aa5501"],
    ["AA 55 // two bytes", "aa55"],
    ["{ 0x48, // H\n 0x65 /* e */ }", "4865"],
    ['"\\x48\\x65"', "4865"],
    ["E4h BDh $01 #02", "e4bd0102"],
  ])("reads %j", (text, bytes) => {
    expect(hex(parseHexInput(text))).toBe(bytes);
  });

  it.each([
    ["00 0g 11", 4],
    ["AA 55 0", 6],
    ["A", 0],
    ["AA # 01", 3],
    ["AA h", 3],
    ["char x[] = { 0x48 }", 0],
    ["AA55O", 4],
    ["AA 555 00", 5],
    ["0xAA 55", 5],
    ["00 zz", 3],
    ["0x41 zz", 5],
    ["\\x41 hello", 5],
  ])("points at what is wrong in %j", (text, position) => {
    expect(() => parseHexInput(text)).toThrow(expect.objectContaining({ code: "ERR_BAD_HEX", position }));
  });
});
