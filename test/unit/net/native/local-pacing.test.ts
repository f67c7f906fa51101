import { describe, expect, it } from "vitest";
import type { Address } from "../../../../src/net/address.ts";
import { TCP_CONGESTION } from "../../../../src/net/constants/transport.ts";
import { endLocalPacing } from "../../../../src/net/native/local-pacing.ts";
import type { Sys } from "../../../../src/net/sys/sys.ts";

const CONNECTION = 5;
const FRESH = 9;
const HERE: Address = { host: "127.0.0.1", port: 9000 };
const LAN: Address = { host: "192.0.2.7", port: 9000 };

/** A kernel with one connection, of which new sockets use `system`. */
function kernel(options: { readonly own: string; readonly system: string; readonly rttUs: number }) {
  const set: string[] = [];
  const open = new Set<number>();
  const sys = {
    socket: () => (open.add(FRESH), FRESH),
    close: (fd: number) => (open.delete(fd), 0),
    getsockopt: (fd: number, _level: number, option: number, into: Uint8Array) => {
      if (option === TCP_CONGESTION) {
        // The kernel fills the room with NULs behind the name.
        into.set(new TextEncoder().encode(fd === FRESH ? options.system : options.own));
        return into.length;
      }
      new DataView(into.buffer).setUint32(68, options.rttUs, true);
      return 248;
    },
    setsockopt: (fd: number, _level: number, option: number, value: Uint8Array, length: number) => {
      expect([fd, option]).toEqual([CONNECTION, TCP_CONGESTION]);
      set.push(new TextDecoder().decode(value.subarray(0, length)));
      return 0;
    },
  };
  return { sys: sys as unknown as Sys, set, open };
}

describe("endLocalPacing", () => {
  const BBR = { own: "bbr", system: "bbr", rttUs: 40, network: "tcp", local: HERE, remote: HERE } as const;
  it.each([
    { name: "BBR within this machine", changes: true },
    { name: "a later BBR", own: "bbr3", system: "bbr3", changes: true },
    { name: "IPv6", local: { host: "::1", port: 1 }, remote: { host: "::1", port: 2 }, changes: true },
    { name: "IPv4 in IPv6", remote: { host: "::ffff:127.0.0.1", port: 2 }, changes: true },
    { name: "this machine's own address", local: LAN, remote: { ...LAN, port: 2 }, changes: true },
    { name: "another machine", local: { host: "192.0.2.1", port: 1 }, remote: LAN, changes: false },
    { name: "a system that does not pace", own: "cubic", system: "cubic", changes: false },
    { name: "BBR that somebody chose for this connection", system: "cubic", changes: false },
    { name: "what somebody chose in place of BBR", own: "cubic", changes: false },
    { name: "a network that is simulated", rttUs: 20_000, changes: false },
    { name: "a Unix socket", network: "unix", local: { path: "" }, remote: { path: "/x" }, changes: false },
  ] as const)("$name: $changes", (given) => {
    const { own, system, rttUs, changes, ...ends } = { ...BBR, ...given };
    const { sys, set, open } = kernel({ own, system, rttUs });
    expect(endLocalPacing(sys, CONNECTION, ends)).toBe(changes);
    expect(set).toEqual(changes ? ["reno"] : []);
    expect(open.size).toBe(0);
  });
});
