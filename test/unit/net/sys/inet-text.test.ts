import { describe, expect, it } from "vitest";
import { formatIpv4, formatIpv6, parseIpv4, parseIpv4Loose, parseIpv6 } from "../../../../src/net/sys/inet-text.ts";

const hex = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString("hex");

describe("inet text", () => {
  it.each([
    ["0.0.0.0", "00000000"],
    ["255.255.255.255", "ffffffff"],
    ["127.0.0.1", "7f000001"],
    ["01.2.3.4", undefined],
    ["256.1.1.1", undefined],
    ["1.2.3", undefined],
    ["1.2.3.4.", undefined],
    ["", undefined],
  ])("packs IPv4 %s strictly", (text, wire) => expect(hex(parseIpv4(text))).toBe(wire));

  it.each([
    ["127.1", "7f000001"],
    ["0x7f000001", "7f000001"],
    ["0177.0.0.1", "7f000001"],
    ["1.2.3", "01020003"],
    ["1.65536", "01010000"],
    ["4294967295", "ffffffff"],
    ["4294967296", undefined],
    ["1.2.3.256", undefined],
    ["08.1.1.1", undefined],
    ["a.b", undefined],
    ["", undefined],
    ["1..2", undefined],
  ])("packs IPv4 %s as inet_aton does", (text, wire) => expect(hex(parseIpv4Loose(text))).toBe(wire));

  it.each([
    ["::", "00000000000000000000000000000000", "::"],
    ["::1", "00000000000000000000000000000001", "::1"],
    ["1::", "00010000000000000000000000000000", "1::"],
    ["2001:db8::8:800:200c:417a", "20010db80000000000080800200c417a", "2001:db8::8:800:200c:417a"],
    ["0:0:1:0:0:0:1:0", "00000000000100000000000000010000", "0:0:1::1:0"],
    ["1:0:3:4:5:6:7:8", "00010000000300040005000600070008", "1:0:3:4:5:6:7:8"],
    ["::ffff:1.2.3.4", "00000000000000000000ffff01020304", "::ffff:1.2.3.4"],
    ["::1.2.3.4", "00000000000000000000000001020304", "::1.2.3.4"],
    ["64:ff9b::1.2.3.4", "0064ff9b000000000000000001020304", "64:ff9b::102:304"],
    ["FE80::ABCD", "fe80000000000000000000000000abcd", "fe80::abcd"],
  ])("packs and prints IPv6 %s", (text, wire, printed) => {
    const packed = parseIpv6(text);
    expect(hex(packed)).toBe(wire);
    expect(formatIpv6(packed ?? new Uint8Array(16))).toBe(printed);
  });

  it.each([
    "",
    ":",
    ":::",
    "1:2:3",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "12345::",
    "g::",
    "::1.2.3",
    "1.2.3.4::",
    "::1%lo",
  ])("refuses IPv6 %j", (text) => expect(parseIpv6(text)).toBeUndefined());

  it("prints IPv4 at an offset", () => expect(formatIpv4(Uint8Array.of(9, 1, 2, 3, 4), 1)).toBe("1.2.3.4"));
});
