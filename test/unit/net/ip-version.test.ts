import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ipVersion, isIpv4, isIpv6 } from "../../../src/net/ip-version.ts";

describe("ipVersion", () => {
  it.each([
    ["127.0.0.1", 4],
    ["255.255.255.255", 4],
    ["256.0.0.1", 0],
    ["01.2.3.4", 0],
    ["1.2.3", 0],
    ["1.2.3.4 ", 0],
    ["::", 6],
    ["::1", 6],
    ["1:2:3:4:5:6:7:8", 6],
    ["1:2:3:4:5:6:7::", 6],
    ["1::8:9:a:b:c:d:e", 0],
    ["::ffff:1.2.3.4", 6],
    ["::ffff:1.2.3.400", 0],
    ["fe80::1%eth0", 6],
    ["fe80::1%", 0],
    ["1:2:3", 0],
    [":::", 0],
    ["1:", 0],
    ["", 0],
    ["localhost", 0],
    ["[::1]", 0],
  ])("reads %j as %i, as Node does", (text, version) => {
    expect(ipVersion(text)).toBe(version);
    expect(isIP(text)).toBe(version);
    expect(isIpv4(text)).toBe(version === 4);
    expect(isIpv6(text)).toBe(version === 6);
  });

  it("agrees with Node about everything that looks like an address", () => {
    const piece = fc.constantFrom(
      "0",
      "1",
      "ff",
      "ffff",
      "12345",
      "g",
      ":",
      "::",
      ".",
      "1.2.3.4",
      "255",
      "256",
      "%",
      "eth0",
    );
    fc.assert(
      fc.property(fc.oneof(fc.array(piece, { maxLength: 18 }), fc.array(piece, { maxLength: 4 })), (pieces) => {
        const text = pieces.join("");
        expect(ipVersion(text)).toBe(isIP(text));
      }),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => ipVersion(text) === isIP(text)));
  });
});
