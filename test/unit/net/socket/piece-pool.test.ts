import { describe, expect, it } from "vitest";
import { PiecePool, Pieces } from "../../../../src/net/socket/piece-pool.ts";
import type { PinnedMemory } from "../../../../src/net/sys/sys.ts";

const sys = {
  allocate: (bytes: number): PinnedMemory => ({ bytes: new Uint8Array(new ArrayBuffer(bytes)), address: 0 }),
};

describe("PiecePool", () => {
  it.each([0, 1, 2, 3, 4, 5, 64, 255, 256, 257, 1024, 1025, 4000])("copies %i bytes", (length) => {
    const from = new Pieces(sys.allocate(8192));
    for (const [i] of from.memory.bytes.entries()) from.memory.bytes[i] = i % 251;
    const pool = new PiecePool(sys);
    const copies = Array.from({ length: 40 }, (_, i) => pool.copy(from, i * 4, length));
    from.memory.bytes.fill(0);
    for (const [i, copy] of copies.entries()) {
      expect([...copy]).toEqual(Array.from({ length }, (_, at) => (i * 4 + at) % 251));
    }
  });
});

describe("Pieces", () => {
  it("hands out its memory once, and none that was transferred away", () => {
    const pieces = new Pieces(sys.allocate(32));
    expect(pieces.take(5).byteOffset).toBe(0);
    expect(pieces.take(9).byteOffset).toBe(8);
    expect([pieces.has(8), pieces.has(9)]).toEqual([true, false]);
    structuredClone(0, { transfer: [pieces.buffer] });
    expect(pieces.has(1)).toBe(false);
  });

  it.each([0, 16, 64, 0x7fff_ffff_ff10])("begins each at an aligned address in memory at %i", (address) => {
    const pieces = new Pieces({ ...sys.allocate(4096), address }, 64);
    const starts = [1, 64, 65, 1000].map((length) => pieces.take(length).byteOffset);
    expect(starts.map((start) => (address + start) % 64)).toEqual([0, 0, 0, 0]);
    expect(starts.map((start) => start - (starts[0] ?? 0))).toEqual([0, 64, 128, 256]);
  });

  it("tells how long its pieces are, on average", () => {
    const pieces = new Pieces(sys.allocate(4096));
    expect(pieces.averageLength).toBe(0);
    pieces.take(8);
    pieces.take(24);
    expect(pieces.averageLength).toBe(16);
  });
});
