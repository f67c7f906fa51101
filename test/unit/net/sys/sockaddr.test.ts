import { describe, expect, it } from "vitest";
import { AF_INET, AF_INET6, AF_NETLINK, AF_UNIX } from "../../../../src/net/constants/index.ts";
import {
  decodeName,
  encodeInet,
  encodeInet6,
  encodeNetlink,
  encodeUnix,
  encodeUnknown,
  packHost,
  type SocketName,
} from "../../../../src/net/sys/sockaddr.ts";

const pack = (family: number, host: string): Uint8Array => packHost(family, host) ?? new Uint8Array(0);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

// Wire bytes are what CPython hands to the kernel (little-endian Linux).
const CASES: readonly (readonly [string, Uint8Array, string, SocketName])[] = [
  ["IPv4", encodeInet(pack(AF_INET, "127.0.0.1"), 8080), "02001f907f0000010000000000000000", ["127.0.0.1", 8080]],
  [
    "IPv6 with flow and scope",
    encodeInet6(pack(AF_INET6, "fe80::1"), 80, 0x12345, 2),
    "0a00005000012345fe80000000000000000000000000000102000000",
    ["fe80::1", 80, 0x12345, 2],
  ],
  ["a Unix path", encodeUnix("/a"), "01002f6100", "/a"],
  ["no Unix name", encodeUnix(""), "0100", ""],
  ["an abstract name", encodeUnix("\0ab"), "0100006162", Uint8Array.of(0, 97, 98)],
  ["netlink", encodeNetlink(7, 3), "100000000700000003000000", [7, 3]],
  ["an unknown family", encodeUnknown(40, Uint8Array.of(1, 2)), "28000102", [40, Uint8Array.of(1, 2)]],
];

describe("sockaddr", () => {
  it.each(CASES)("encodes %s", (_, bytes, wire) => expect(hex(bytes)).toBe(wire));
  it.each(CASES)("decodes %s", (_, bytes, __, name) => expect(decodeName(bytes)).toEqual(name));

  it("takes the longest path and the longest abstract name, and not one byte more", () => {
    expect(encodeUnix("a".repeat(107)).length).toBe(110);
    expect(() => encodeUnix("a".repeat(108))).toThrow("AF_UNIX path too long: 108 bytes, at most 107");
    expect(encodeUnix(`\0${"a".repeat(107)}`).length).toBe(110);
    expect(() => encodeUnix(`\0${"a".repeat(108)}`)).toThrow(RangeError);
    expect(() => encodeUnix("a\0b")).toThrow("zero byte");
  });

  it.each([-1, 65536, 1.5, Number.NaN])("refuses port %s", (port) => {
    expect(() => encodeInet(new Uint8Array(4), port)).toThrow(RangeError);
  });

  it("keeps the bytes of a path that is not UTF-8", () => {
    expect(decodeName(encodeUnix(Uint8Array.of(0x2f, 0xff)))).toEqual(Uint8Array.of(0x2f, 0xff));
  });

  it("gives cut addresses as bytes, and nothing as the unnamed", () => {
    expect(decodeName(Uint8Array.of(AF_INET, 0, 1))).toEqual([AF_INET, Uint8Array.of(1)]);
    expect(decodeName(Uint8Array.of(AF_UNIX))).toBe("");
    expect(decodeName(Uint8Array.of(AF_NETLINK, 0, 1, 2))).toEqual([AF_NETLINK, Uint8Array.of(1, 2)]);
  });
});
