import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReceiveSlab, type SlabSys } from "../../../../src/net/socket/receive-slab.ts";

/** Memory without a system below it. */
const sys: SlabSys = {
  allocate: (bytes) => ({ bytes: new Uint8Array(new ArrayBuffer(bytes)), address: 0 }),
  recv: (_, into, length) => (into.fill(7, 0, length), length),
  recvAt: (_, memory, offset, length) => (memory.bytes.fill(7, offset, offset + length), length),
};

describe("ReceiveSlab", () => {
  it("gives enough room, and pieces that nobody overwrites", () => {
    const request = fc.record({
      size: fc.oneof(fc.nat(100), fc.nat(5000), fc.nat(100_000)),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 60 }), (requests) => {
        const slab = new ReceiveSlab(sys);
        const kept = requests.map(({ size, share }, i) => {
          const room = slab.room(size);
          expect(room.length).toBeGreaterThanOrEqual(size);
          const length = Math.floor(size * share);
          // A call may scribble over all that it was given.
          room.fill(0xee, 0, size);
          room.fill(i & 0x7f, 0, length);
          return { piece: slab.take(length), length, value: i & 0x7f };
        });
        for (const { piece, length, value } of kept) {
          expect(piece.length).toBe(length);
          expect(piece.every((byte) => byte === value)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("does not copy what is big, and does not pin the slab for what is small", () => {
    const slab = new ReceiveSlab(sys);
    const room = slab.room(65_536);
    expect(slab.take(10).buffer).not.toBe(room.buffer);
    expect(slab.room(65_536).byteOffset).toBe(0);
    expect(slab.take(30_000).buffer).toBe(room.buffer);
    expect(slab.room(65_536).byteOffset).toBe(30_016);
  });

  it.each([0, 1, 3, 255, 256, 257, 1024, 1025, 65_536, 70_000])("receives %i bytes", (length) => {
    const slab = new ReceiveSlab({
      ...sys,
      recv: (_, into) => (into.fill(9, 0, length), length),
      recvAt: (_, memory, offset) => (memory.bytes.fill(9, offset, offset + length), length),
    });
    for (let turn = 0; turn < 20; turn += 1) {
      expect(slab.receive(3, Math.max(length, 65_536), 0)).toBe(length);
      const piece = slab.take(length);
      expect(piece.length).toBe(length);
      expect(piece.every((byte) => byte === 9)).toBe(true);
    }
  });

  it("takes bigger memory when pieces are long, and smaller again when they are short", () => {
    const taken: number[] = [];
    const slab = new ReceiveSlab({ ...sys, allocate: (bytes) => (taken.push(bytes), sys.allocate(bytes)) });
    for (const length of [16_384, 16_384, 2000, 2000]) {
      for (let bytes = 0; bytes < 1_048_576; bytes += length) {
        slab.receive(3, 65_536, 0);
        slab.take(length);
      }
    }
    const [first, , second, ...others] = taken;
    expect([first, second]).toEqual([262_144, 1_048_576]);
    expect(others.at(-1)).toBe(262_144);
  });

  it("goes on with new memory when somebody has transferred a piece away", () => {
    const slab = new ReceiveSlab(sys);
    for (const size of [10, 5000]) {
      slab.receive(3, size, 0);
      const piece = slab.take(size);
      structuredClone(piece, { transfer: [piece.buffer as ArrayBuffer] });
      expect(piece.length).toBe(0);
      slab.receive(3, size, 0);
      expect(slab.take(size)).toEqual(new Uint8Array(size).fill(7));
    }
    slab.receive(3, 65_536, 0);
    const small = slab.take(20);
    structuredClone(small, { transfer: [small.buffer as ArrayBuffer] });
    slab.receive(3, 65_536, 0);
    expect(slab.take(20)).toEqual(new Uint8Array(20).fill(7));
  });
});
