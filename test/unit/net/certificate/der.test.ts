import { describe, expect, it } from "vitest";
import { bitString, der, integer, namedBits, oid, sequence, TAG, time } from "../../../../src/net/certificate/der.ts";
import { readDer, readDerItems, readOid } from "../../../../src/net/certificate/der-reader.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("der", () => {
  it.each([
    ["an empty sequence", sequence(), "3000"],
    ["127 bytes: one byte of length", der(TAG.octetString, new Uint8Array(127)).subarray(0, 3), "047f00"],
    ["128 bytes: the long form", der(TAG.octetString, new Uint8Array(128)).subarray(0, 4), "04818000"],
    ["65,536 bytes", der(TAG.octetString, new Uint8Array(65_536)).subarray(0, 5), "0483010000"],
    ["zero", integer(Uint8Array.of(0)), "020100"],
    ["superfluous zeros", integer(Uint8Array.of(0, 0, 1)), "020101"],
    ["a high bit", integer(Uint8Array.of(0x80)), "02020080"],
    ["rsaEncryption", oid("1.2.840.113549.1.1.1"), "06092a864886f70d010101"],
    ["an arc above 127", oid("2.5.29.17"), "0603551d11"],
    ["keyCertSign and cRLSign", namedBits(5, 6), "03020106"],
    ["digitalSignature", namedBits(0), "03020780"],
    ["whole bytes", bitString(Uint8Array.of(1, 2)), "0303000102"],
    ["2049: two digits", time(new Date("2049-12-31T23:59:59Z")), `170d${Buffer.from("491231235959Z").toString("hex")}`],
    ["2050: four", time(new Date("2050-01-01T00:00:00Z")), `180f${Buffer.from("20500101000000Z").toString("hex")}`],
  ])("writes %s", (_name, bytes, expected) => {
    expect(hex(bytes)).toBe(expected);
  });

  it("reads what it writes", () => {
    const inner = [integer(Uint8Array.of(5)), oid("1.2.840.10045.4.3.2"), der(TAG.octetString, new Uint8Array(300))];
    const items = readDerItems(readDer(sequence(...inner)).body);
    expect(items.map((item) => hex(item.whole))).toEqual(inner.map(hex));
    expect(readOid(items[1]?.body ?? new Uint8Array(0))).toBe("1.2.840.10045.4.3.2");
  });

  it.each(["", "30", "3005", "308001", "30850102030405", "04820100ff"])("refuses %j, which is cut short", (bytes) => {
    expect(() => readDer(new Uint8Array(Buffer.from(bytes, "hex")))).toThrow(
      expect.objectContaining({ code: "ERR_BAD_CERTIFICATE" }),
    );
  });
});
