import { describe, expect, it } from "vitest";
import {
  FRAMING_TYPES,
  type FramingSpec,
  formatFramingText,
  parseFraming,
  parseFramingText,
} from "../../../src/bytes/index.ts";
import { LocalProtocolError } from "../../../src/errors/index.ts";

const CASES: readonly (readonly [string, FramingSpec])[] = [
  ["read", { type: "read" }],
  ["line", { type: "line" }],
  ["line,max=4096", { type: "line", maxLength: 4096 }],
  ["delim:0d0a", { type: "delimiter", hex: "0d0a" }],
  ["delim:00,max=10", { type: "delimiter", hex: "00", maxLength: 10 }],
  ["fixed:8", { type: "fixed", size: 8 }],
  ["len:u16be,offset=2,adjust=-2", { type: "length", width: "u16be", offset: 2, adjust: -2 }],
  ["len:varint,max=100", { type: "length", width: "varint", maxLength: 100 }],
  ["idle:20ms", { type: "idle", gapMs: 20 }],
  ["slip", { type: "slip" }],
  ["cobs", { type: "cobs" }],
];

describe("parseFramingText", () => {
  it.each(CASES)("reads and writes %s", (text, spec) => {
    expect(parseFramingText(text)).toEqual(spec);
    expect(parseFraming(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    expect(formatFramingText(spec)).toBe(text);
  });

  it("has a case for every type", () => {
    expect(new Set(CASES.map(([, spec]) => spec.type))).toEqual(new Set(FRAMING_TYPES));
  });

  it.each([
    ["LINE", "line"],
    ["none", "read"],
    [String.raw`delimiter:\r\n`, "delim:0d0a"],
    ["delim: 0D 0A ", "delim:0d0a"],
    ["length:u8", "len:u8"],
    ["idle:1.5s", "idle:1500ms"],
    ["idle:20", "idle:20ms"],
    ["idle:500us", "idle:0.5ms"],
    ["len:u8, maxLength = 9", "len:u8,max=9"],
  ])("reads %s as %s", (text, plain) => {
    expect(formatFramingText(parseFramingText(text))).toBe(plain);
  });

  it.each([
    ["", 0, 'Unknown framing ""'],
    ["lin", 0, "Unknown framing"],
    ["constructor", 0, "Unknown framing"],
    ["line:5", 4, "takes nothing after a colon"],
    ["fixed", 5, "needs its size"],
    ["fixed:0", 6, "whole number from 1"],
    ["fixed:8ms", 6, "whole number from 1"],
    ["delim:", 6, "1 to 255 bytes"],
    ["delim:0g", 6, "not a hexadecimal digit"],
    ["delim:\\q", 6, "is no escape"],
    ["len:u64", 4, "width as one of"],
    ["len:u8,off=1", 4, 'no field "off"'],
    ["len:u8,offset", 7, "not an option"],
    ["len:u8,offset=1,offset=2", 16, "stands twice"],
    ["len:u8,width=9", 7, "stands twice"],
    ["idle:0ms", 5, "above 0"],
    ["idle:soon", 5, "above 0"],
    ["fixed:8,max=9", 6, 'no field "maxLength"; it has size'],
    ["read,max=9", 4, "it has none"],
  ])("refuses %j at %d", (text, position, message) => {
    expect.assertions(4);
    try {
      parseFramingText(text);
    } catch (error) {
      if (!(error instanceof LocalProtocolError)) throw error;
      expect(error.code).toBe("ERR_BAD_FRAMING");
      expect(error.position).toBe(position);
      expect(error.input).toBe(text);
      expect(error.message).toContain(message);
    }
  });
});

describe("parseFraming", () => {
  it.each([
    [null, "must be an object"],
    [[], "must be an object"],
    ["line", "must be an object"],
    [{}, "type must be one of"],
    [{ type: "toString" }, "type must be one of"],
    [{ type: "line", hex: "0a" }, 'no field "hex"'],
    [{ type: "line", maxLength: "9" }, "whole number"],
    [{ type: "line", maxLength: 0 }, "whole number"],
    [{ type: "delimiter" }, "needs hex"],
    [{ type: "delimiter", hex: "00".repeat(256) }, "not 256"],
    [{ type: "fixed", size: 1.5 }, "whole number"],
    [{ type: "length", width: "u16" }, "width as one of"],
    [{ type: "length", width: "u8", offset: -1 }, "whole number"],
    [{ type: "idle", gapMs: Number.NaN }, "above 0"],
  ])("refuses %j", (value, message) => {
    expect(() => parseFraming(value)).toThrow(message);
  });
});
