import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CMSG_SPACE, decodeControl, encodeControl, rightsOf } from "../../../src/net/sys/cmsg.ts";
import { formatIpv4, formatIpv6, parseIpv4, parseIpv4Loose, parseIpv6 } from "../../../src/net/sys/inet-text.ts";
import { decodeName, encodeInet, encodeInet6, encodeUnix } from "../../../src/net/sys/sockaddr.ts";

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const port = fc.integer({ min: 0, max: 65535 });

describe("socket address codec", () => {
  it("reads back what it wrote, IPv4", () => {
    fc.assert(
      fc.property(bytes(4), port, (host, number) => {
        expect(decodeName(encodeInet(host, number))).toEqual([formatIpv4(host), number]);
        expect(parseIpv4(formatIpv4(host))).toEqual(host);
        expect(parseIpv4Loose(formatIpv4(host))).toEqual(host);
      }),
    );
  });

  it("reads back what it wrote, IPv6", () => {
    const flow = fc.integer({ min: 0, max: 0xfffff });
    const scope = fc.integer({ min: 0, max: 0xffffffff });
    // Many zero groups, so that compression is met often.
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    const host = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => {
      const view = new DataView(new ArrayBuffer(16));
      for (const [i, value] of groups.entries()) view.setUint16(i * 2, value);
      return new Uint8Array(view.buffer);
    });
    fc.assert(
      fc.property(host, port, flow, scope, (packed, number, label, index) => {
        const text = formatIpv6(packed);
        expect(parseIpv6(text)).toEqual(packed);
        expect(decodeName(encodeInet6(packed, number, label, index))).toEqual([text, number, label, index]);
      }),
    );
  });

  it("reads back any Unix name", () => {
    const path = fc.uint8Array({ min: 1, max: 255, minLength: 1, maxLength: 107 });
    fc.assert(
      fc.property(path, (name) => {
        const back = decodeName(encodeUnix(name));
        expect(typeof back === "string" ? new TextEncoder().encode(back) : back).toEqual(name);
        const abstract = Uint8Array.of(0, ...name);
        expect(decodeName(encodeUnix(abstract))).toEqual(abstract);
      }),
    );
  });

  it("gives an address for any bytes and any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 140 }), fc.nat(200), (any, length) => {
        expect(() => decodeName(any, length)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it("gives bytes or nothing for any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:.]{0,40}$/)), (text) => {
        expect([undefined, 16]).toContain(parseIpv6(text)?.length);
        expect([undefined, 4]).toContain(parseIpv4(text)?.length);
        expect([undefined, 4]).toContain(parseIpv4Loose(text)?.length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("ancillary data codec", () => {
  const item = fc.record({
    level: fc.integer(),
    type: fc.integer(),
    data: fc.uint8Array({ maxLength: 64 }),
  });

  it("reads back what it wrote, at the size that CMSG_SPACE says", () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), (items) => {
        const control = encodeControl(items) ?? new Uint8Array(0);
        expect(control.length).toBe(items.reduce((sum, { data }) => sum + CMSG_SPACE(data.length), 0));
        expect(decodeControl(control)).toEqual(items);
      }),
    );
  });

  it("gives items for any bytes, never more than are there", () => {
    const small = fc
      .array(fc.constantFrom(0, 1, 16, 17, 20, 24, 255), { maxLength: 80 })
      .map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 96 }), small), fc.nat(120), (any, length) => {
        const items = decodeControl(any, length);
        const total = items.reduce((sum, { data }) => sum + data.length + 16, 0);
        expect(total).toBeLessThanOrEqual(Math.max(any.length, 0));
        expect(() => rightsOf(items)).not.toThrow();
      }),
      { numRuns: 3000 },
    );
  });
});
