import { describe, expect, it } from "vitest";
import { ReceiveRoom } from "../../../../src/net/native/receive-room.ts";
import type { PinnedMemory, Sys } from "../../../../src/net/sys/sys.ts";

function fakeSys(): { sys: Sys; sentAt: number[]; sent: Uint8Array[] } {
  const sentAt: number[] = [];
  const sent: Uint8Array[] = [];
  const sys = {
    allocate: (bytes: number): PinnedMemory => ({ bytes: new Uint8Array(new ArrayBuffer(bytes)), address: 0 }),
    recvAt: (_: number, memory: PinnedMemory) => (memory.bytes.fill(7, 0, 5), 5),
    sendAt: (_fd: number, _memory: PinnedMemory, _offset: number, length: number) => (sentAt.push(length), length),
    send: (_: number, bytes: Uint8Array) => (sent.push(bytes), bytes.length),
  };
  return { sys: sys as unknown as Sys, sentAt, sent };
}

describe("ReceiveRoom", () => {
  it("shows what came, and makes one view for messages of one size", () => {
    const room = new ReceiveRoom(fakeSys().sys);
    expect(room.receive(3, 0)).toBe(5);
    const view = room.view(5);
    expect([...view]).toEqual([7, 7, 7, 7, 7]);
    expect(room.view(5)).toBe(view);
    expect(room.view(4)).toHaveLength(4);
  });

  it("sends its own view by address and any other bytes by themselves", () => {
    const { sys, sentAt, sent } = fakeSys();
    const room = new ReceiveRoom(sys);
    room.receive(3, 0);
    const view = room.view(5);
    const other = Uint8Array.of(1, 2);
    expect([room.send(3, view), room.send(3, other), room.send(3, view.subarray(1))]).toEqual([5, 2, 4]);
    expect(sentAt).toEqual([5]);
    expect(sent.map((bytes) => bytes.length)).toEqual([2, 4]);
  });

  it.each([
    { results: [-4, -4, 2], gives: 2 },
    { results: [-11], gives: 0 },
    { results: [-4, -32], gives: -32 },
  ])("gives $gives after $results", ({ results, gives }) => {
    const { sys } = fakeSys();
    const left = [...results];
    const room = new ReceiveRoom({ ...sys, send: () => left.shift() ?? 0 });
    expect(room.send(3, Uint8Array.of(1, 2, 3))).toBe(gives);
    expect(left).toEqual([]);
  });

  it("takes new memory when a callback has transferred its bytes away", () => {
    const room = new ReceiveRoom(fakeSys().sys);
    room.receive(3, 0);
    const view = room.view(5);
    structuredClone(view, { transfer: [view.buffer as ArrayBuffer] });
    expect(room.send(3, view)).toBe(0);
    room.receive(3, 0);
    expect([...room.view(5)]).toEqual([7, 7, 7, 7, 7]);
  });
});
