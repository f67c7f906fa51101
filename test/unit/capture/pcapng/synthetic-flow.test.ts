import { describe, expect, it } from "vitest";
import { endpointsOf } from "../../../../src/capture/pcapng/synthetic-flow.ts";
import { formatEndpoint } from "../../../../src/capture/pcapng/ip-endpoint.ts";
import type { PeerNetwork } from "../../../../src/capture/event.ts";

function shown(network: PeerNetwork, remote: string, id: number): string {
  return formatEndpoint(endpointsOf({ id, network, local: "127.0.0.1:80", remote }).remote);
}

describe("the endpoints of a flow", () => {
  it.each([
    ["tcp", "10.0.0.7:5000"],
    ["udp", "10.0.0.7:5000"],
    ["udp", "10.0.0.7:0"],
  ] as const)("are the peer's addresses: %s %s", (network, remote) => {
    expect(shown(network, remote, 1)).toBe(remote);
  });

  it.each([
    ["tcp", "0.0.0.0:0"],
    ["tcp", "[::]:0"],
    ["tcp", ""],
    ["unix", "/run/x.sock"],
  ] as const)("are each peer's own stand-ins where there is no address: %s %j", (network, remote) => {
    const all = Array.from({ length: 50 }, (_, i) => shown(network, remote, i + 1));
    expect(new Set(all).size).toBe(50);
    expect(all.every((text) => /^127\.0\.0\.2:\d+$/.test(text))).toBe(true);
  });
});
