import { describe, expect, it } from "vitest";
import { checksumType } from "../../../../src/cli/options/bytes-types.ts";

const problemOf = (text: string): string => {
  try {
    checksumType.parse(text);
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
};

describe("checksumType", () => {
  it.each([
    ["crc16modbuss", 'unknown checksum "crc16modbuss"; did you mean modbus? (all of them: jack help checksum)'],
    ["crc-16/modbas,be", 'unknown checksum "crc-16/modbas"; did you mean modbus? (all of them: jack help checksum)'],
    ["xro8", 'unknown checksum "xro8"; did you mean xor8? (all of them: jack help checksum)'],
  ])("finds what was meant by %s", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it.each([
    ["qqqqqqqqqqqq", 'Unknown checksum "qqqqqqqqqqqq"'],
    ["modbus,xx", '"xx" is no part of a checksum'],
  ])("leaves other problems as they are: %s", (text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });

  it("takes crc16 for CRC-16/ARC, as the catalogue does, and modbus for what Modbus has", () => {
    expect(checksumType.parse("crc16")).toEqual({ name: "CRC-16/ARC" });
    expect(checksumType.parse("modbus")).toEqual({ name: "CRC-16/MODBUS" });
  });
});
