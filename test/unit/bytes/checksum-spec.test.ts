import { describe, expect, it } from "vitest";
import {
  appendChecksum,
  CHECKSUM_CATALOGUE,
  type ChecksumSpec,
  formatChecksumSpec,
  formatHex,
  parseChecksumSpec,
  parseHex,
  verifyChecksum,
} from "../../../src/bytes/index.ts";
import { LocalProtocolError } from "../../../src/errors/index.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const CASES: readonly (readonly [string, ChecksumSpec, string, string])[] = [
  ["modbus", { name: "CRC-16/MODBUS" }, "01 03 00 00 00 0a", "01 03 00 00 00 0a c5 cd"],
  ["modbus,be", { name: "CRC-16/MODBUS", endian: "big" }, "01 03 00 00 00 0a", "01 03 00 00 00 0a cd c5"],
  ["xmodem", { name: "CRC-16/XMODEM" }, "31 32 33 34 35 36 37 38 39", "31 32 33 34 35 36 37 38 39 31 c3"],
  ["xor8,1..", { name: "xor8", from: 1 }, "02 31 32 03", "02 31 32 03 00"],
  ["xor8,1..-1", { name: "xor8", from: 1, to: -1 }, "02 31 32 03", "02 31 32 03 03"],
  ["xor8,at=-2", { name: "xor8", at: -2 }, "31 32 0d 0a", "31 32 03 0d 0a"],
  ["xor8,1..,at=-2", { name: "xor8", from: 1, at: -2 }, "02 31 32 0d 0a", "02 31 32 03 0d 0a"],
  ["sum8,hex", { name: "sum8", encoding: "hex-ascii" }, "ab 01", "ab 01 41 43"],
  ["sum8,2..,at=0", { name: "sum8", from: 2, at: 0 }, "01 02 03 04", "07 01 02 03 04"],
  ["crc-24", { name: "CRC-24/OPENPGP" }, "31 32 33 34 35 36 37 38 39", "31 32 33 34 35 36 37 38 39 21 cf 02"],
  ["lrc-ascii,bin", { name: "lrc-ascii", encoding: "binary" }, "3a 31 31", "3a 31 31 ef"],
  ["crc-15", { name: "CRC-15/CAN" }, "31 32 33 34 35 36 37 38 39", "31 32 33 34 35 36 37 38 39 05 9e"],
  ["sum8", { name: "sum8" }, "", "00"],
];

describe("appendChecksum, parseChecksumSpec", () => {
  it.each(CASES)("%s", (notation, spec, bytes, expected) => {
    expect(parseChecksumSpec(notation)).toEqual(spec);
    expect(parseChecksumSpec(formatChecksumSpec(spec))).toEqual(spec);
    const message = appendChecksum(parseHex(bytes), spec);
    expect(formatHex(message)).toBe(expected);
    const verdict = verifyChecksum(message, spec);
    expect(verdict?.ok).toBe(true);
    if (message.length > 1) {
      const broken = message.slice();
      const at = verdict?.offset ?? 0;
      broken[at] = (broken[at] ?? 0) ^ 1;
      expect(verifyChecksum(broken, spec)?.ok).toBe(false);
    }
  });

  it("completes NMEA sentences and Modbus ASCII", () => {
    const nmea = appendChecksum(text("$GPGLL,5300.97914,N,00259.98174,E,125926,A"), { name: "nmea" });
    expect(new TextDecoder().decode(nmea)).toBe("$GPGLL,5300.97914,N,00259.98174,E,125926,A*28");
    const line = appendChecksum(text("$GPGLL,5300.97914,N,00259.98174,E,125926,A*\r\n"), { name: "nmea", at: -2 });
    expect(new TextDecoder().decode(line)).toBe("$GPGLL,5300.97914,N,00259.98174,E,125926,A*28\r\n");
    expect(verifyChecksum(line, { name: "nmea", at: -2 })?.ok).toBe(true);
    const modbus = appendChecksum(text(":1103006B0003\r\n"), { name: "modbus-ascii", at: -2 });
    expect(new TextDecoder().decode(modbus)).toBe(":1103006B00037E\r\n");
    expect(verifyChecksum(text(":1103006b00037e\r\n"), { name: "modbus-ascii", at: -2 })?.ok).toBe(true);
  });

  it("says what stands there and what should", () => {
    expect(verifyChecksum(parseHex("01 02 99"), { name: "sum8" })).toEqual({
      ok: false,
      offset: 2,
      found: Uint8Array.of(0x99),
      expected: Uint8Array.of(0x03),
    });
    expect(verifyChecksum(parseHex("01"), { name: "modbus" })).toBeNull();
    expect(verifyChecksum(parseHex("01 02 03"), { name: "modbus", from: 5 })).toBeNull();
    expect(verifyChecksum(parseHex("01 02 03"), { name: "modbus", at: -2 })).toBeNull();
  });

  it.each([
    [{ name: "sum8", from: 3 }, "from 3 is outside of a message of 2 bytes"],
    [{ name: "sum8", to: -3 }, "to -3 is outside"],
    [{ name: "sum8", at: 9 }, "at 9 is outside"],
    [{ name: "sum8", from: 2, to: 1 }, "before it begins"],
    [{ name: "crc-99" }, 'Unknown checksum "crc-99"'],
    [{ name: "sum8", from: 0.5 }, "from 0.5"],
  ])("refuses %j", (spec, message) => {
    expect(() => appendChecksum(parseHex("01 02"), spec)).toThrow(message);
  });

  it.each([
    ["", 0],
    ["crc", 0],
    ["sum8,up", 5],
    ["sum8,be,1...2", 8],
    ["sum8,at=", 5],
    ["sum8,constructor", 5],
  ])("cannot read %j", (notation, position) => {
    expect.assertions(2);
    try {
      parseChecksumSpec(notation);
    } catch (error) {
      if (!(error instanceof LocalProtocolError)) throw error;
      expect(error.code).toBe("ERR_BAD_CHECKSUM");
      expect(error.position).toBe(position);
    }
  });

  it.each(CHECKSUM_CATALOGUE.map((item) => item.name))("%s is verified after it was appended", (name) => {
    const message = appendChecksum(text("$12345*"), { name });
    expect(verifyChecksum(message, { name })?.ok).toBe(true);
  });
});
