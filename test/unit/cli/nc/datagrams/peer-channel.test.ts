import { describe, expect, it } from "vitest";
import type { DatagramPeer } from "../../../../../src/cli/nc/datagrams/datagram-peers.ts";
import { PeerChannel } from "../../../../../src/cli/nc/datagrams/peer-channel.ts";

const peer = {
  port: { local: { host: "127.0.0.1", port: 1 } },
  remote: { host: "127.0.0.1", port: 2 },
  lastHeardMs: 0,
};
const make = (): PeerChannel => new PeerChannel(peer as unknown as DatagramPeer);

describe("PeerChannel", () => {
  it("gives datagrams one by one, empty ones too", async () => {
    const channel = make();
    const first = channel.read();
    channel.take(Uint8Array.of(1, 2));
    channel.take(new Uint8Array(0));
    expect([await first, await channel.read()]).toEqual([Uint8Array.of(1, 2), new Uint8Array(0)]);
    await channel.close();
    expect(await channel.read()).toBeNull();
  });

  it("keeps a bounded number and counts what it throws away", async () => {
    const channel = make();
    for (let count = 0; count < 5_000; count += 1) channel.take(Uint8Array.of(count & 255));
    expect(channel.dropped).toBe(5_000 - 4_096);
    expect(await channel.read()).toEqual(Uint8Array.of(0));
  });
});
