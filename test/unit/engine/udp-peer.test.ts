import { describe, expect, it } from "vitest";
import { Moment } from "../../../src/engine/deferred.ts";
import type { EngineDatagrams } from "../../../src/engine/engine-network.ts";
import { UdpPeer } from "../../../src/engine/udp-peer.ts";
import { toldHost } from "../../support/told-host.ts";

const ADDRESS = { host: "127.0.0.1", port: 2 };
const RECORD = { id: 1, network: "udp", local: "127.0.0.1:1", remote: "127.0.0.1:2" } as const;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** A peer whose socket takes what it is given once the next of `room` has come, and whose recorder has `turns`. */
function bench() {
  const sent: number[] = [];
  const { host, told, turns } = toldHost();
  const room: Moment[] = [];
  const offer = (piece: Uint8Array): Promise<void> | null => {
    sent.push(...piece);
    return room.shift()?.promise ?? null;
  };
  const datagrams = { offer, send: async (piece: Uint8Array) => offer(piece) } as unknown as EngineDatagrams;
  return { peer: new UdpPeer(host, RECORD, ADDRESS, datagrams, false), sent, told, turns, room };
}

describe("what is posted to a UDP peer", () => {
  it("is told before the call returns when the system takes it at once, and nothing waits", () => {
    const { peer, sent, told } = bench();
    peer.post(bytes(1, 2));
    peer.post(bytes(3));
    expect(sent).toEqual([1, 2, 3]);
    expect(told).toEqual(["out 1 2", "out 3"]);
    expect(peer.queuedBytes).toBe(0);
    expect(peer.counters.snapshot()).toEqual({ bytesIn: 0, bytesOut: 3, readsIn: 0, writesOut: 2 });
  });

  it("is told when the system has taken it, and counts as queued until then", async () => {
    const { peer, told, room } = bench();
    const taken = new Moment();
    room.push(taken);
    peer.post(bytes(1, 2));
    expect(told).toEqual([]);
    expect(peer.queuedBytes).toBe(2);
    taken.resolve();
    await peer.drained();
    expect(told).toEqual(["out 1 2"]);
    expect(peer.queuedBytes).toBe(0);
  });

  it("waits for its turn while the recorder is behind; what is posted and sent next is told behind it", async () => {
    const { peer, sent, told, turns } = bench();
    const [first, second, third] = [new Moment(), new Moment(), new Moment()];
    turns.push(first, second, third);
    peer.post(bytes(1));
    peer.post(bytes(2));
    let done = false;
    const sending = peer.send(bytes(3)).finally(() => {
      done = true;
    });
    await Promise.resolve();
    expect(told).toEqual([]);
    expect(peer.queuedBytes).toBe(3);
    for (const turn of [first, second]) turn.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toEqual([1, 2, 3]);
    expect(told).toEqual(["out 1", "out 2"]);
    expect(done).toBe(false);
    third.resolve();
    await sending;
    await peer.drained();
    expect(told).toEqual(["out 1", "out 2", "out 3"]);
    expect(peer.queuedBytes).toBe(0);
    expect(peer.counters.snapshot()).toMatchObject({ bytesOut: 3, writesOut: 3 });
  });
});
