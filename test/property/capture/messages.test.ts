import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { FramingSpec } from "../../../src/bytes/index.ts";
import { MessageIndex } from "../../../src/capture/index.ts";

/** Messages as ranges of the stream, from rows cut anywhere. */
function messages(framing: FramingSpec, bytes: Uint8Array, cuts: readonly number[]): { ends: number[]; open: boolean } {
  const places = [
    0,
    ...[...new Set(cuts.map((cut) => Math.floor(cut * bytes.length)))].sort((a, b) => a - b),
    bytes.length,
  ];
  const index = new MessageIndex(framing);
  const rows = places
    .slice(0, -1)
    .map((from, i) => bytes.subarray(from, places[i + 1]))
    .filter((row) => row.length > 0);
  for (const row of rows) index.add({ direction: "in", peer: 1, timeUs: 0, stream: true, bytes: row });
  const ends: number[] = [];
  let offset = 0;
  let begunAt: number | null = null;
  let open = false;
  for (const [i, row] of rows.entries()) {
    const found = index.get(i, row.length);
    expect(found).not.toBeNull();
    if (found === null) continue;
    // Half messages join: a row continues exactly when the row before left one open, and tells where it began.
    expect(found.continues).toBe(open);
    if (found.continues) expect(found.from).toBe(begunAt);
    expect(found.ended).toBe(found.ends.length);
    ends.push(...found.ends.map((end) => offset + end));
    if (found.ends.length > 0 || !found.continues) begunAt = i;
    open = found.open;
    offset += row.length;
  }
  return { ends, open };
}

const framings = fc.constantFrom<FramingSpec>(
  { type: "line" },
  { type: "delimiter", hex: "0d0a" },
  { type: "fixed", size: 3 },
  { type: "length", width: "u8" },
  { type: "length", width: "u16be", offset: 1 },
  { type: "cobs" },
);

it("finds the same messages however the stream is cut into rows", () => {
  const bytes = fc
    .uint8Array({ maxLength: 200 })
    .map((values) => values.map((value) => [0, 1, 2, 10, 13, 65, 192, 219][value % 8] ?? 0));
  const cuts = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 12 });
  fc.assert(
    fc.property(framings, bytes, cuts, (framing, stream, places) => {
      expect(messages(framing, stream, places)).toEqual(messages(framing, stream, []));
    }),
    { numRuns: 1000 },
  );
});
