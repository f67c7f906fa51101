import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FramingSpec, MessageCutter } from "../../src/bytes/index.ts";

const SPECS: readonly FramingSpec[] = [
  { type: "line", maxLength: 6 },
  { type: "delimiter", hex: "000100", maxLength: 9 },
  { type: "fixed", size: 5 },
  { type: "length", width: "u8", offset: 2, adjust: 2, maxLength: 30 },
  { type: "length", width: "varint", maxLength: 20 },
  { type: "slip", maxLength: 10 },
  { type: "cobs", maxLength: 10 },
];
const stream = fc.array(fc.constantFrom(0, 1, 2, 3, 0x0a, 0xc0, 0xdb, 0xdc, 0xdd), { maxLength: 80, size: "max" });
const cuts = fc.array(fc.nat({ max: 80 }), { maxLength: 12 });

/** The whole messages that come of a stream that is read in pieces. */
function messages(spec: FramingSpec, bytes: Uint8Array, at: readonly number[]): string[] {
  const cutter = new MessageCutter(spec);
  const ends = [...new Set([...at.filter((end) => end < bytes.length), bytes.length])].sort((a, b) => a - b);
  return ends.flatMap((end, index) =>
    cutter
      .push(bytes.slice(ends[index - 1] ?? 0, end), 0)
      .flatMap((cut) => (cut.whole ? [Buffer.from(cut.bytes).toString("hex")] : [])),
  );
}

describe("messages that rules answer", () => {
  it.each(SPECS)("are the same however the stream is read: %j", (spec) => {
    fc.assert(
      fc.property(stream, cuts, (list, at) => {
        const bytes = Uint8Array.from(list);
        expect(messages(spec, bytes, at)).toEqual(messages(spec, bytes, []));
      }),
    );
  });
});
