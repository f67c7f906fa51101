import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFramer, type FramingSpec, frame, unframe } from "../../src/bytes/index.ts";

const SPECS: readonly FramingSpec[] = [
  { type: "line", maxLength: 12 },
  { type: "delimiter", hex: "0d0a" },
  { type: "delimiter", hex: "000100", maxLength: 9 },
  { type: "fixed", size: 5 },
  { type: "length", width: "u8", maxLength: 100 },
  { type: "length", width: "u16be", offset: 1, adjust: -2, maxLength: 300 },
  { type: "length", width: "varint", maxLength: 200 },
  { type: "slip", maxLength: 10 },
  { type: "cobs", maxLength: 10 },
];
// Few different bytes, so that delimiters and escapes are common.
const bytes = fc
  .uint8Array({ maxLength: 60, size: "max" })
  .map((list) => list.map((byte) => (byte < 128 ? byte % 16 : byte | 0xc0)));
const special = fc.array(fc.constantFrom(0, 1, 2, 0x0a, 0x0d, 0xc0, 0xdb, 0xdc, 0xdd, 0x80), {
  maxLength: 60,
  size: "max",
});
const stream = fc.oneof(
  bytes,
  special.map((list) => Uint8Array.from(list)),
);

describe.each(SPECS)("framing %j", (spec) => {
  it("finds the same messages however the stream is cut, and counts every byte", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(60), { maxLength: 8, size: "max" }), (data, cuts) => {
        const whole = createFramer(spec);
        const expected = whole.push(data);
        const framer = createFramer(spec);
        const ends: number[] = [];
        let violations = 0;
        const places = [0, ...cuts.filter((cut) => cut < data.length).sort((a, b) => a - b), data.length];
        for (let index = 1; index < places.length; index++) {
          const from = places[index - 1] ?? 0;
          const before = framer.open;
          const result = framer.push(data.subarray(from, places[index]));
          expect(result.continues).toBe(before > 0 && from < (places[index] ?? 0));
          ends.push(...result.ends.map((end) => from + end));
          if (result.violation !== null) violations += 1;
        }
        expect(ends).toEqual([...expected.ends]);
        expect(framer.open).toBe(whole.open);
        expect(framer.open).toBe(data.length - (ends.at(-1) ?? 0));
        expect(violations > 0).toBe(expected.violation !== null);
      }),
      { numRuns: 500 },
    );
  });

  it("gives back what was framed, and the framer sees one message", () => {
    fc.assert(
      fc.property(stream, (payload) => {
        let message: Uint8Array;
        try {
          message = frame(payload, spec);
        } catch {
          return;
        }
        expect([...createFramer(spec).push(message).ends]).toEqual([message.length]);
        const back = unframe(message, spec);
        // A CR at the end of a line is part of the line's end.
        if (spec.type === "line" && payload.at(-1) === 0x0d) return;
        expect([...back]).toEqual([...payload]);
      }),
      { numRuns: 500 },
    );
  });
});
