import { describe, expect, it } from "vitest";
import { type IndexedRow, RowIndex } from "../../../src/capture/index.ts";

function row(part: Partial<IndexedRow>): IndexedRow {
  return {
    kind: "data",
    timeUs: 0,
    direction: "in",
    peer: 1,
    length: 0,
    detailed: false,
    offset: 0,
    payloadAt: 68,
    ...part,
  };
}

describe("RowIndex", () => {
  it("gives back what was added, over many chunks", () => {
    const index = new RowIndex();
    const count = 20_000;
    for (let i = 0; i < count; i++) {
      index.add(
        row({
          kind: i % 7 === 3 ? "note" : "data",
          timeUs: 1.7e15 + i * 0.25,
          direction: i % 2 === 0 ? "in" : "out",
          peer: i % 5,
          length: i,
          detailed: i % 3 === 0,
          offset: 2 ** 40 + i,
          payloadAt: i % 256,
        }),
      );
    }
    expect(index.rows).toBe(count);
    for (const i of [0, 1, 8191, 8192, 8193, 16_384, 19_999]) {
      expect(index.kind(i)).toBe(i % 7 === 3 ? "note" : "data");
      expect(index.timeUs(i)).toBe(1.7e15 + i * 0.25);
      expect(index.direction(i)).toBe(i % 2 === 0 ? "in" : "out");
      expect([index.peer(i), index.length(i), index.detailed(i)]).toEqual([i % 5, i, i % 3 === 0]);
      expect([index.offset(i), index.payloadAt(i)]).toEqual([2 ** 40 + i, i % 256]);
    }
    expect(RowIndex.BYTES_PER_ROW).toBeLessThanOrEqual(48);
    expect(() => index.kind(30_000)).toThrow(RangeError);
  });

  it("links the rows of a flow until its peer is gone", () => {
    const index = new RowIndex();
    index.add(row({ length: 10 }));
    index.add(row({ length: 5, direction: "out" }));
    index.add(row({ kind: "note", direction: null }));
    index.add(row({ length: 7 }));
    index.add(row({ length: 1 }));
    index.add(row({ kind: "close", direction: null }));
    index.add(row({ length: 1 }));
    expect([0, 1, 2, 3, 4, 6].map((i) => index.previous(i))).toEqual([null, null, null, 0, 3, null]);
    expect([0, 1, 3, 4, 6].map((i) => index.flowOffset(i))).toEqual([0, 0, 10, 17, 0]);
  });

  it("finds rows by time", () => {
    const index = new RowIndex();
    expect(index.rowAt(5)).toBe(0);
    for (const timeUs of [10, 20, 20, 30]) index.add(row({ timeUs }));
    expect([5, 10, 11, 20, 21, 30, 31].map((time) => index.rowAt(time))).toEqual([0, 0, 1, 1, 3, 3, 4]);
  });
});
