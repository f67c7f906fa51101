import { describe, expect, it } from "vitest";
import { parseHex, READING_KINDS, type ReadingKind, readNumbers } from "../../../src/bytes/index.ts";

const CASES: readonly (readonly [ReadingKind, string, number, string | null, string | null])[] = [
  ["u8", "ff", 1, "255", "255"],
  ["i8", "ff", 1, "-1", "-1"],
  ["u16", "0102", 2, "513", "258"],
  ["i16", "80ff", 2, "-128", "-32513"],
  ["u24", "010203", 3, "197121", "66051"],
  ["i24", "fffffe", 3, "-65537", "-2"],
  ["u32", "01020304", 4, "67305985", "16909060"],
  ["i32", "ffffff7f", 4, "2147483647", "-129"],
  ["u64", "ffffffffffffffff", 8, "18446744073709551615", "18446744073709551615"],
  ["i64", "0000000000000080", 8, "-9223372036854775808", "128"],
  ["f16", "003c", 2, "1", "0.0000035762786865234375"],
  ["f16", "7c00", 2, "0.0000073909759521484375", "Infinity"],
  ["f32", "3dcccccd", 4, "-429492128", "0.1"],
  ["f32", "80000000", 4, "1.79366e-43", "-0"],
  ["f64", "400921fb54442d18", 8, "3.207375630676366e-192", "3.141592653589793"],
  ["uleb128", "e58e26", 3, "624485", "624485"],
  ["sleb128", "c0bb78", 3, "-123456", "-123456"],
  ["uleb128", "8080", 0, null, null],
  ["unix32", "00000000", 4, "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z"],
  ["unix32", "7fffffff", 4, "1969-12-31T23:57:51.000Z", "2038-01-19T03:14:07.000Z"],
  ["unix64", "0000000068000000", 8, "+016124-08-14T00:59:44.000Z", "2025-04-16T19:07:44.000Z"],
  ["unixms64", "0000019000000000", 8, "1970-01-28T23:06:24.640Z", "2024-06-10T02:35:18.400Z"],
  ["filetime", "01d9000000000000", 8, "1601-01-01T00:00:00.005Z", "2022-11-24T12:26:38.414Z"],
  ["bcd", "20241231", 4, "20241231", "20241231"],
  ["bcd", "201a", 1, "20", "20"],
  ["bcd", "a0", 0, null, null],
  ["ipv4", "7f000001", 4, "127.0.0.1", "127.0.0.1"],
  ["ipv6", "20010db8000000000000000000000001", 16, "2001:db8::1", "2001:db8::1"],
  ["ipv6", "00000000000000000000000000000000", 16, "::", "::"],
  ["ipv6", "00010000000200000000000300000004", 16, "1:0:2::3:0:4", "1:0:2::3:0:4"],
  ["mac", "00155d01abff", 6, "00:15:5d:01:ab:ff", "00:15:5d:01:ab:ff"],
  [
    "uuid",
    "00112233445566778899aabbccddeeff",
    16,
    "33221100-5544-7766-8899-aabbccddeeff",
    "00112233-4455-6677-8899-aabbccddeeff",
  ],
  ["bits", "a5", 1, "10100101", "10100101"],
];

describe("readNumbers", () => {
  it.each(CASES)("%s of %s", (kind, hex, length, little, big) => {
    expect(readNumbers(parseHex(hex)).find((reading) => reading.kind === kind)).toEqual({ kind, length, little, big });
  });

  it("has a case for every kind, in order", () => {
    expect(new Set(CASES.map(([kind]) => kind))).toEqual(new Set(READING_KINDS));
    expect(readNumbers(new Uint8Array()).map((reading) => reading.kind)).toEqual([...READING_KINDS]);
  });

  it("reads at an offset and says what does not fit", () => {
    const bytes = parseHex("00 00 01 02");
    expect(readNumbers(bytes.subarray(1), 1)).toContainEqual({ kind: "u16", length: 2, little: "513", big: "258" });
    expect(readNumbers(bytes, 2)).toContainEqual({ kind: "u32", length: 0, little: null, big: null });
    expect(readNumbers(bytes, 4).every((reading) => reading.big === null)).toBe(true);
    for (const offset of [-1, 5, 0.5]) expect(() => readNumbers(bytes, offset)).toThrow(RangeError);
  });
});
