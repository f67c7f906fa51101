import { describe, expect, it } from "vitest";
import { formatHex, parseHex } from "../../../src/bytes/index.ts";
import { LocalProtocolError } from "../../../src/errors/index.ts";

describe("formatHex", () => {
  it("writes pairs", () => {
    expect(formatHex(Uint8Array.of(0xe4, 0x0a))).toBe("e4 0a");
    expect(formatHex(Uint8Array.of(0xe4, 0x0a), { separator: "", upperCase: true })).toBe("E40A");
    expect(formatHex(new Uint8Array())).toBe("");
  });
});

describe("parseHex", () => {
  it.each([
    ["", []],
    [" \n\t", []],
    ["e4bda0", [0xe4, 0xbd, 0xa0]],
    ["E4 bD\r\na0\u3000", [0xe4, 0xbd, 0xa0]],
    ["00ff", [0, 0xff]],
  ])("reads %j", (text, bytes) => {
    expect([...parseHex(text)]).toEqual(bytes);
  });

  it.each([
    ["zz", 0, '"z" at column 1 is not'],
    ["e4 g0", 3, '"g" at column 4 is not'],
    ["e4 0g", 4, '"g" at column 5 is not'],
    ["e4 b", 3, 'Digit "b" at column 4 has no partner'],
    ["e 4", 0, 'Digit "e" at column 1 has no partner'],
    ["0xe4", 1, '"x" at column 2 is not'],
    ["你", 0, '"你" at column 1 is not'],
    ["a😀", 1, '"😀" at column 2 is not'],
  ])("refuses %j at %d", (text, position, message) => {
    expect.assertions(3);
    try {
      parseHex(text);
    } catch (error) {
      if (!(error instanceof LocalProtocolError)) throw error;
      expect(error.code).toBe("ERR_BAD_HEX");
      expect(error.position).toBe(position);
      expect(error.message).toContain(message);
    }
  });
});
