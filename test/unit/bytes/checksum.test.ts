import { describe, expect, it } from "vitest";
import { CHECKSUM_CATALOGUE, checksum, findChecksum, parseHex } from "../../../src/bytes/index.ts";
import { JackfieldError } from "../../../src/errors/index.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const NINE = text("123456789");

describe("the catalogue", () => {
  it("has what people look for", () => {
    expect(CHECKSUM_CATALOGUE.filter((item) => item.name.startsWith("CRC-")).length).toBeGreaterThanOrEqual(90);
    expect(CHECKSUM_CATALOGUE.length).toBeGreaterThanOrEqual(110);
  });

  it.each(CHECKSUM_CATALOGUE.map((item) => [item.name, item] as const))("%s has its check value", (name, item) => {
    expect(checksum(NINE, name)).toBe(item.check);
    const bytewise = item.create();
    for (const byte of NINE) bytewise.update(Uint8Array.of(byte));
    expect(bytewise.value()).toBe(item.check);
    const restarted = item.create();
    restarted.update(NINE.subarray(0, 4));
    restarted.value();
    restarted.update(new Uint8Array());
    restarted.update(NINE.subarray(4));
    expect(restarted.value()).toBe(item.check);
    expect(item.check < 1n << BigInt(item.width)).toBe(true);
    expect(item.bytes).toBe(Math.ceil(item.width / 8));
  });

  it("gives every name to one algorithm only", () => {
    const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
    const names = CHECKSUM_CATALOGUE.flatMap((item) => [item.name, ...item.aliases].map(plain));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    for (const item of CHECKSUM_CATALOGUE) {
      for (const name of [item.name, ...item.aliases]) expect(findChecksum(name)).toBe(item);
    }
  });
});

describe("checksum", () => {
  it.each([
    ["modbus", "01 03 00 00 00 0a", 0xcdc5n],
    ["internet", "0001 f203 f4f5 f6f7", 0x220dn],
    ["internet", "0001 f203 f4f5 f6f7 01", 0x210dn],
    ["lrc", "03 00 30 00 02 33 7a", 0x1en],
    ["xor8", "02 31 32 33 03", 0x31n],
    ["CRC-32", "", 0n],
    ["CRC-64/XZ", "", 0n],
    ["adler32", "", 1n],
    ["sum8", "ff 02", 1n],
    ["sum16", "ff ff", 0x1fen],
    ["1-wire", "02 1c b8 01 00 00 00", 0xa2n],
  ])("%s of %s", (name, hex, value) => {
    expect(checksum(parseHex(hex), name)).toBe(value);
  });

  it.each([
    ["fletcher16", "abcde", 0xc8f0n],
    ["fletcher16", "abcdefgh", 0x0627n],
    ["fletcher32", "abcde", 0xf04fc729n],
    ["fletcher32", "abcdef", 0x56502d2an],
    ["fletcher32", "abcdefgh", 0xebe19591n],
    ["adler32", "Wikipedia", 0x11e60398n],
    ["lrc-ascii", ":1103006B0003", 0x7en],
    ["nmea", "$GPGLL,5300.97914,N,00259.98174,E,125926,A*", 0x28n],
    ["nmea", "GPGLL,5300.97914,N,00259.98174,E,125926,A", 0x28n],
    ["nmea", "$GPGLL,5300.97914,N,00259.98174,E,125926,A*28\r\n", 0x28n],
    ["CRC-32", "The quick brown fox jumps over the lazy dog", 0x414fa339n],
    ["CRC-32C", "The quick brown fox jumps over the lazy dog", 0x22620404n],
  ])("%s of %j", (name, value, expected) => {
    expect(checksum(text(value), name)).toBe(expected);
  });

  it("refuses an unknown name and tells near ones", () => {
    expect.assertions(3);
    try {
      checksum(NINE, "ccitt");
    } catch (error) {
      expect(JackfieldError.is(error, "ERR_BAD_CHECKSUM")).toBe(true);
      expect(String(error)).toContain("CRC-16/KERMIT");
    }
    expect(() => findChecksum("no such")).toThrow("CRC-16/MODBUS");
  });
});
