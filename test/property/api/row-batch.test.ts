import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CaptureRow, decodeRowBatch, encodeRowBatch, type RowFraming } from "../../../src/api/index.ts";
import { EVENT_KINDS } from "../../../src/capture/index.ts";
import { JackfieldError } from "../../../src/errors/index.ts";

const count = fc.oneof(fc.nat(300), fc.maxSafeNat());
const time = fc.oneof(
  fc.integer({ min: 0, max: 8e15 }).map((quarters) => quarters / 4),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const framing: fc.Arbitrary<RowFraming> = fc.record({
  continues: fc.boolean(),
  ended: count,
  open: fc.boolean(),
  from: fc.option(count),
  ends: fc.array(fc.nat(70_000), { maxLength: 256 }).map((ends) => ends.toSorted((a, b) => a - b)),
  error: fc.option(fc.string({ unit: "binary" })),
});

const row: fc.Arbitrary<CaptureRow> = fc.record({
  index: count,
  kind: fc.constantFrom(...EVENT_KINDS),
  timeUs: time,
  deltaUs: time,
  direction: fc.constantFrom("in" as const, "out" as const, null),
  peer: count,
  length: count,
  bytes: fc.uint8Array({ maxLength: 300 }),
  detail: fc.option(
    fc.dictionary(
      fc.string({ unit: "binary" }),
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
      ),
    ),
  ),
  framing: fc.option(framing),
  carry: fc.uint8Array({ maxLength: 3 }),
  unfinished: fc.nat(3),
});

/** What the engine gives: numbers and times that follow each other. */
const following: fc.Arbitrary<readonly CaptureRow[]> = fc
  .tuple(fc.nat(1e9), fc.array(fc.tuple(row, fc.nat(1e6)), { maxLength: 20 }))
  .map(([first, items]) => {
    let timeUs = 1.7e15;
    return items.map(([item, gap], at) => {
      const before = timeUs;
      timeUs += gap / 4;
      return { ...item, index: first + at, timeUs, deltaUs: timeUs - before };
    });
  });

const batch = fc.record({
  view: count,
  request: count,
  first: count,
  total: count,
  rows: fc.oneof(following, fc.array(row, { maxLength: 20 })),
});

describe("row batches", () => {
  it("decode to what was encoded", () => {
    fc.assert(
      fc.property(batch, (given) => {
        expect(plain(decodeRowBatch(encodeRowBatch(given)))).toEqual(plain(given));
      }),
    );
  });

  it("cut short anywhere are refused, never misread", () => {
    fc.assert(
      fc.property(batch, fc.nat(), (given, at) => {
        const bytes = encodeRowBatch(given);
        expect(fails(bytes.subarray(0, at % bytes.length))).toBe("ERR_BAD_FRAME");
      }),
    );
  });

  it("any bytes give rows or ERR_BAD_FRAME", () => {
    const head = fc.constant([0x4a, 1]);
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        expect(["ERR_BAD_FRAME", null]).toContain(fails(Uint8Array.from([...start, ...rest])));
      }),
    );
  });
});

// -0 and 0 are one number on the wire's JSON, and prototype-less records compare as plain ones.
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item) => (item instanceof Uint8Array ? [...item] : item)));
}

function fails(bytes: Uint8Array): string | null {
  try {
    decodeRowBatch(bytes);
    return null;
  } catch (error) {
    return JackfieldError.is(error) ? error.code : String(error);
  }
}
