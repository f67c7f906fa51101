import { describe, expect, it } from "vitest";
import { TrafficCounters } from "../../../src/engine/counters.ts";
import type { Peer } from "../../../src/engine/peer.ts";
import { PeerTable } from "../../../src/engine/peer-table.ts";

function peer(id: number, writable = true): Peer {
  const record = { id, network: "tcp", local: "l", remote: `r${id}` } as const;
  return {
    id,
    record,
    counters: new TrafficCounters(),
    phase: "open",
    queuedBytes: 0,
    writable,
    send: () => Promise.resolve(),
    post: () => undefined,
    drained: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
    close: () => Promise.resolve(),
    reset: () => undefined,
    state: () => ({
      ...record,
      phase: "open",
      openedUs: 0,
      closedUs: null,
      counters: { bytesIn: 0, bytesOut: 0, readsIn: 0, writesOut: 0 },
      queuedBytes: 0,
    }),
  };
}

function table(count: number, maxGone = 10): { table: PeerTable; peers: Peer[] } {
  const made = new PeerTable("tcp", maxGone);
  const peers = Array.from({ length: count }, () => peer(made.takeId()));
  for (const one of peers) made.add(one);
  return { table: made, peers };
}

describe("PeerTable", () => {
  it("names peers by number, all, several, last", () => {
    const { table: peers, peers: list } = table(4);
    const [one, two, , four] = list as [Peer, Peer, Peer, Peer];
    expect(peers.targets(2).peers).toEqual([two]);
    expect(peers.targets("all").peers).toHaveLength(4);
    expect(peers.targets("last").peers).toEqual([four]);
    peers.heard(one);
    expect(peers.targets("last").peers).toEqual([one]);
    peers.retire(one);
    expect(peers.targets("last").peers).toEqual([four]);
    expect(peers.targets([2, 1, 2])).toMatchObject({ peers: [{ id: 2 }], failed: [{ peer: 1 }] });
  });

  it("leaves out of `all` those that cannot be sent to", () => {
    const peers = new PeerTable("tcp", 1);
    peers.add(peer(peers.takeId(), false));
    expect(() => peers.targets("all")).toThrow("not connected; no peer is open");
    const second = peer(peers.takeId());
    peers.add(second);
    expect(peers.targets("all").peers).toEqual([second]);
  });

  it.each([
    [9, "ERR_NO_SUCH_PEER", "Peer 9 does not exist, want one from 1 to 2"],
    [0, "ERR_NO_SUCH_PEER", "Peer 0 does not exist"],
    [1.5, "ERR_NO_SUCH_PEER", "Peer 1.5 does not exist"],
    [1, "ERR_NOT_CONNECTED", "send tcp: not connected; peer 1 is gone"],
    [[2, 9], "ERR_NO_SUCH_PEER", "Peer 9 does not exist"],
    [[1], "ERR_NOT_CONNECTED", "peer 1 is gone"],
    [[], "ERR_NOT_CONNECTED", "no peer was named"],
  ])("refuses %j", (target, code, message) => {
    const { table: peers, peers: list } = table(2);
    peers.retire(list[0] as Peer);
    expect(() => peers.targets(target)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error,
    );
  });

  it("keeps a bounded number of gone peers, the last ones, in order of appearance", () => {
    const { table: peers, peers: list } = table(10, 3);
    for (const id of [9, 2, 7, 4, 1]) peers.retire(list[id - 1] as Peer);
    expect(peers.states().map((state) => state.id)).toEqual([1, 3, 4, 5, 6, 7, 8, 10]);
    expect(peers.total).toBe(10);
    expect(peers.openCount).toBe(5);
  });
});
