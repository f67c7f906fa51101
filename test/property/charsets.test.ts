import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CHARSET_NAMES,
  CharsetDecoder,
  cutAtCharacter,
  decodeText,
  detectCharset,
  encodeText,
  splitPoint,
  unfinishedLength,
} from "../../src/bytes/index.ts";

// Bytes of which many are leads, trails and digits, so that characters of every length come up.
const byte = fc.oneof(
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 0x80, max: 0xff }),
  fc.constantFrom(0x30, 0x39, 0x40, 0x8e, 0x8f, 0xd8, 0xdc),
);
const bytes = fc.array(byte, { maxLength: 80, size: "max" }).map((list) => Uint8Array.from(list));
const cuts = fc.array(fc.nat(80), { maxLength: 8, size: "max" });
const text = fc.string({ unit: "grapheme", maxLength: 60, size: "max" });

function chunks(data: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.filter((place) => place < data.length).sort((a, b) => a - b), data.length];
  return ends.map((end, index) => data.subarray(ends[index - 1] ?? 0, end));
}

describe.each(CHARSET_NAMES)("%s", (charset) => {
  it.each(["replace", "mark"] as const)("decodes any bytes the same however they are cut (%s)", (badBytes) => {
    fc.assert(
      fc.property(bytes, cuts, (data, places) => {
        const whole = new CharsetDecoder(charset, { badBytes });
        const expected = whole.end(data);
        const decoder = new CharsetDecoder(charset, { badBytes });
        let result = "";
        for (const chunk of chunks(data, places)) {
          result += decoder.decode(chunk);
          expect(decoder.pendingBytes).toBeLessThanOrEqual(3);
        }
        expect(result + decoder.flush()).toBe(expected);
        expect(decoder.badBytes).toBe(whole.badBytes);
        expect(decoder.firstBadOffset).toBe(whole.firstBadOffset);
      }),
      { numRuns: 300 },
    );
  });

  it("reads back what it wrote, or refuses", () => {
    fc.assert(
      fc.property(text, (value) => {
        let encoded: Uint8Array;
        try {
          encoded = encodeText(value, charset);
        } catch {
          expect(decodeText(encodeText(value, charset, { onUnencodable: "question" }), charset)).toContain("?");
          return;
        }
        const back = decodeText(encoded, charset);
        // Look-alikes of another table may come back as this table's.
        if (back !== value) expect(encodeText(back, charset)).toEqual(encoded);
      }),
      { numRuns: 300 },
    );
  });

  it("knows what is unfinished as the decoder does", () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const decoder = new CharsetDecoder(charset);
        decoder.decode(data);
        expect(unfinishedLength(data, charset, { startsAtCharacter: true })).toBe(decoder.pendingBytes);
        const cut = cutAtCharacter(data, charset, 20);
        expect(cut).toBeLessThanOrEqual(20);
        expect(cut).toBeGreaterThan(Math.min(20, data.length) - 4);
      }),
      { numRuns: 300 },
    );
  });

  it("never throws for any bytes when it looks for splits and guesses", () => {
    fc.assert(
      fc.property(bytes, bytes, fc.nat(1000), (before, chunk, more) => {
        const { carry, unfinished } = splitPoint(chunk, charset, before, { offset: before.length + more });
        expect(carry).toBeLessThanOrEqual(Math.min(3, before.length));
        expect(unfinished).toBeLessThanOrEqual(3);
        detectCharset(chunk);
      }),
      { numRuns: 200 },
    );
  });
});
