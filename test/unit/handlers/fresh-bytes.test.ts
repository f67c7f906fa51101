import { describe, expect, it } from "vitest";
import { freshBytes } from "../../../src/handlers/fresh-bytes.ts";

describe("freshBytes", () => {
  it.each([0, 1, 7, 8, 64, 1000, 1024, 1025, 70_000])("gives %i bytes of zeros that are nobody else's", (length) => {
    const pieces = Array.from({ length: 100 }, () => freshBytes(length));
    for (const [index, piece] of pieces.entries()) {
      expect(piece.length).toBe(length);
      expect(piece.every((byte) => byte === 0)).toBe(true);
      piece.fill(index + 1);
    }
    for (const [index, piece] of pieces.entries()) expect(piece.every((byte) => byte === index + 1)).toBe(true);
  });

  it("goes on with new memory when a piece was transferred away", () => {
    const first = freshBytes(8);
    structuredClone(first, { transfer: [first.buffer] });
    const second = freshBytes(8);
    expect(second.length).toBe(8);
    expect(freshBytes(8).buffer).toBe(second.buffer);
  });
});
