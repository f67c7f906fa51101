import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReceiveSlab } from "../../../../src/net/socket/receive-slab.ts";

describe("ReceiveSlab", () => {
  it("gives enough room, and pieces that nobody overwrites", () => {
    const request = fc.record({
      size: fc.oneof(fc.nat(100), fc.nat(5000), fc.nat(100_000)),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 60 }), (requests) => {
        const slab = new ReceiveSlab();
        const kept = requests.map(({ size, share }, i) => {
          const room = slab.room(size);
          expect(room.length).toBeGreaterThanOrEqual(size);
          const length = Math.floor(size * share);
          // A call may scribble over all that it was given.
          room.fill(0xee, 0, size);
          room.fill(i & 0x7f, 0, length);
          return { piece: slab.keep(room, size, length), length, value: i & 0x7f };
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
    const slab = new ReceiveSlab();
    const room = slab.room(65_536);
    expect(slab.keep(room, 65_536, 10).buffer).not.toBe(room.buffer);
    expect(slab.room(65_536)).toBe(room);
    expect(slab.keep(room, 65_536, 30_000).buffer).toBe(room.buffer);
    expect(slab.room(65_536).byteOffset).toBe(30_000);
  });
});
