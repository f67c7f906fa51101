import { describe, expect, it } from "vitest";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  htonl,
  htons,
  inet_aton,
  inet_ntoa,
  inet_ntop,
  inet_pton,
  ntohl,
  ntohs,
} from "../../../../src/net/berkeley.ts";

describe("byte order", () => {
  it.each([
    [0, 0],
    [1, 0x0100],
    [80, 0x5000],
    [0x1234, 0x3412],
    [0xffff, 0xffff],
  ])("swaps 16 bits of %i", (host, network) => {
    expect([htons(host), ntohs(network)]).toEqual([network, host]);
  });

  it.each([
    [0, 0],
    [1, 0x01000000],
    [0x12345678, 0x78563412],
    [0xffffffff, 0xffffffff],
    [0x80000000, 0x80],
  ])("swaps 32 bits of %i", (host, network) => {
    expect([htonl(host), ntohl(network)]).toEqual([network, host]);
  });

  it.each([
    [htons, 65_536, RangeError],
    [ntohs, -1, RangeError],
    [htonl, 2 ** 32, RangeError],
    [ntohl, 1.5, TypeError],
    [htons, "80" as unknown as number, TypeError],
  ])("refuses %o of %s", (call, value, kind) => expect(() => call(value)).toThrow(kind));
});

describe("numeric addresses", () => {
  it("packs and prints", () => {
    expect(inet_pton(AF_INET, "192.0.2.1")).toEqual(Uint8Array.of(192, 0, 2, 1));
    expect(inet_ntop(AF_INET6, inet_pton(AF_INET6, "2001:DB8::1"))).toBe("2001:db8::1");
    expect(inet_aton("127.1")).toEqual(Uint8Array.of(127, 0, 0, 1));
    expect(inet_ntoa(Uint8Array.of(10, 0, 0, 7))).toBe("10.0.0.7");
  });

  it("says what is wrong", () => {
    expect(() => inet_pton(AF_INET, "1.2.3")).toThrow('inet_pton: illegal IP address "1.2.3"');
    expect(() => inet_aton("1.2.3.4.5")).toThrow("illegal IP address");
    expect(() => inet_pton(AF_UNIX, "x")).toThrow(RangeError);
    expect(() => inet_ntop(AF_INET, new Uint8Array(5))).toThrow("4 bytes, got 5");
  });
});
