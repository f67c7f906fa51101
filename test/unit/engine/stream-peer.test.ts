import { describe, expect, it } from "vitest";
import { Moment } from "../../../src/engine/deferred.ts";
import type { EngineStream } from "../../../src/engine/index.ts";
import { StreamPeer } from "../../../src/engine/stream-peer.ts";
import { toldHost } from "../../support/told-host.ts";

const RECORD = { id: 1, network: "tcp", local: "127.0.0.1:1", remote: "127.0.0.1:2" } as const;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

function bench(): { peer: StreamPeer; sent: number[]; told: string[]; turns: (Moment | null)[]; room: Moment[] } {
  const sent: number[] = [];
  const { host, told, turns } = toldHost();
  const room: Moment[] = [];
  // Writes keep their order, as the system does.
  let before: Promise<void> | null = null;
  const stream = {
    queuedBytes: 0,
    offer: (piece: Uint8Array) => {
      sent.push(...piece);
      before = room.shift()?.promise ?? null;
      return before;
    },
    write: async (piece: Uint8Array) => {
      await before;
      sent.push(...piece);
    },
  } as unknown as EngineStream;
  return { peer: new StreamPeer(host, RECORD, stream, true), sent, told, turns, room };
}

describe("what is posted to a peer", () => {
  it("is told before the call returns when the system takes it at once, and nothing waits", () => {
    const { peer, sent, told } = bench();
    peer.post(bytes(1, 2));
    peer.post(bytes(3));
    expect(sent).toEqual([1, 2, 3]);
    expect(told).toEqual(["out 1 2", "out 3"]);
    expect(peer.queuedBytes).toBe(0);
    expect(peer.counters.snapshot()).toEqual({ bytesIn: 0, bytesOut: 3, readsIn: 0, writesOut: 2 });
  });

  it("is told when the system has taken it, and what comes behind it is told behind it", async () => {
    const { peer, sent, told, room } = bench();
    const taken = new Moment();
    room.push(taken);
    peer.post(bytes(1, 2));
    peer.post(bytes(3));
    expect(peer.queuedBytes).toBe(3);
    taken.resolve();
    await peer.drained();
    expect(sent).toEqual([1, 2, 3]);
    expect(told).toEqual(["out 1 2", "out 3"]);
    expect(peer.queuedBytes).toBe(0);
  });

  it("waits for its turn while the recorder is behind, and counts as queued meanwhile", async () => {
    const { peer, sent, told, turns } = bench();
    const turn = new Moment();
    turns.push(turn);
    peer.post(bytes(1, 2));
    expect(sent).toEqual([1, 2]);
    expect(told).toEqual([]);
    expect(peer.queuedBytes).toBe(2);
    turn.resolve();
    await peer.drained();
    expect(told).toEqual(["out 1 2"]);
    expect(peer.queuedBytes).toBe(0);
  });
});
