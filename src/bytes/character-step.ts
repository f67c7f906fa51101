import type { CharsetName } from "./charset-name.ts";
import { FIRST_SUPPLEMENTARY_POINTER } from "./gb18030-quads.ts";
import { isMultiByteCharset, type MultiByteTable, multiByteTable } from "./multi-byte-table.ts";
import { singleByteTable } from "./single-byte-table.ts";

/**
 * Reads one character at `at`, looking no further than `end` (exclusive).
 * - above 0: `codePoint * 8 + length`, see {@link STEP_SHIFT}
 * - 0: the bytes up to `end` begin a character that is not finished
 * - below 0: minus the number of bytes that are no character
 *
 * One number rather than an object, since it is called for every character that is not ASCII.
 */
export type CharacterStep = (bytes: Uint8Array, at: number, end: number) => number;

/** A step is `codePoint << STEP_SHIFT | length`. */
export const STEP_SHIFT = 3;
/** Masks the length out of a step. */
export const STEP_LENGTH_MASK = 7;

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** UTF-8 (RFC 3629); a bad sequence is its longest valid prefix, as Unicode (3.9, "maximal subparts") and CPython have it. */
export function stepUtf8(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return (lead << STEP_SHIFT) | 1;
  if (lead < 0xc2 || lead > 0xf4) return -1;
  if (at + 1 >= end) return 0;
  const second = bytes[at + 1] ?? 0;
  if (!isContinuation(second)) return -1;
  if (lead < 0xe0) return ((((lead & 0x1f) << 6) | (second & 0x3f)) << STEP_SHIFT) | 2;
  // Overlong forms, surrogates and code points above U+10FFFF show in the second byte.
  if (lead === 0xe0 && second < 0xa0) return -1;
  if (lead === 0xed && second > 0x9f) return -1;
  if (lead === 0xf0 && second < 0x90) return -1;
  if (lead === 0xf4 && second > 0x8f) return -1;
  if (at + 2 >= end) return 0;
  const third = bytes[at + 2] ?? 0;
  if (!isContinuation(third)) return -2;
  const upper = ((second & 0x3f) << 6) | (third & 0x3f);
  if (lead < 0xf0) return ((((lead & 0x0f) << 12) | upper) << STEP_SHIFT) | 3;
  if (at + 3 >= end) return 0;
  const fourth = bytes[at + 3] ?? 0;
  if (!isContinuation(fourth)) return -3;
  return ((((lead & 0x07) << 18) | (upper << 6) | (fourth & 0x3f)) << STEP_SHIFT) | 4;
}

function utf16Step(high: 0 | 1): CharacterStep {
  const low = 1 - high;
  return (bytes, at, end) => {
    if (at + 1 >= end) return 0;
    const unit = ((bytes[at + high] ?? 0) << 8) | (bytes[at + low] ?? 0);
    if (unit < 0xd800 || unit > 0xdfff) return (unit << STEP_SHIFT) | 2;
    if (unit > 0xdbff) return -2;
    if (at + 3 >= end) return 0;
    const next = ((bytes[at + 2 + high] ?? 0) << 8) | (bytes[at + 2 + low] ?? 0);
    if (next < 0xdc00 || next > 0xdfff) return -2;
    return ((0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff)) << STEP_SHIFT) | 4;
  };
}

function singleByteStep(table: Uint16Array): CharacterStep {
  return (bytes, at) => {
    const byte = bytes[at] ?? 0;
    const unit = table[byte] ?? 0;
    return unit === 0 && byte !== 0 ? -1 : (unit << STEP_SHIFT) | 1;
  };
}

function stepQuad(quads: Uint16Array, bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 >= end) return 0;
  const third = bytes[at + 2] ?? 0;
  if (third < 0x81 || third > 0xfe) return -1;
  if (at + 3 >= end) return 0;
  const fourth = bytes[at + 3] ?? 0;
  if (fourth < 0x30 || fourth > 0x39) return -1;
  const tens = ((bytes[at] ?? 0) - 0x81) * 10 + (bytes[at + 1] ?? 0) - 0x30;
  const pointer = tens * 1260 + (third - 0x81) * 10 + fourth - 0x30;
  const unit = quads[pointer] ?? 0;
  if (unit !== 0) return (unit << STEP_SHIFT) | 4;
  const codePoint = pointer - FIRST_SUPPLEMENTARY_POINTER + 0x10000;
  return codePoint >= 0x10000 && codePoint <= 0x10ffff ? (codePoint << STEP_SHIFT) | 4 : -1;
}

function stepTriple(triples: Uint16Array, bytes: Uint8Array, at: number, end: number): number {
  const second = bytes[at + 1] ?? 0;
  if (second < 0xa1 || second === 0xff) return -1;
  if (at + 2 >= end) return 0;
  const third = bytes[at + 2] ?? 0;
  if (third < 0xa1 || third === 0xff) return -1;
  const unit = triples[(second << 8) | third] ?? 0;
  return unit === 0 ? -3 : (unit << STEP_SHIFT) | 3;
}

function multiByteStep(table: MultiByteTable): CharacterStep {
  const { pairs, singles, leads, trails, triples, quads } = table;
  return (bytes, at, end) => {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) return (lead << STEP_SHIFT) | 1;
    const single = singles[lead] ?? 0;
    if (single !== 0) return (single << STEP_SHIFT) | 1;
    if (leads[lead] === 0) return -1;
    if (at + 1 >= end) return 0;
    const trail = bytes[at + 1] ?? 0;
    const unit = pairs[(lead << 8) | trail] ?? 0;
    if (unit !== 0) return (unit << STEP_SHIFT) | 2;
    if (quads !== null && trail >= 0x30 && trail <= 0x39) return stepQuad(quads, bytes, at, end);
    if (triples !== null && lead === 0x8f) return stepTriple(triples, bytes, at, end);
    // A pair that is well-formed but not assigned is bad as a whole, lest its trail be read as a lead; an ASCII byte is
    // never swallowed.
    return trail >= 0x80 && trails[trail] === 1 ? -2 : -1;
  };
}

function buildStep(charset: CharsetName): CharacterStep {
  if (charset === "utf-8") return stepUtf8;
  if (charset === "utf-16le") return utf16Step(1);
  if (charset === "utf-16be") return utf16Step(0);
  return isMultiByteCharset(charset)
    ? multiByteStep(multiByteTable(charset))
    : singleByteStep(singleByteTable(charset));
}

const STEPS = new Map<CharsetName, CharacterStep>();

/** The reader of single characters of a charset; built on first use. */
export function characterStep(charset: CharsetName): CharacterStep {
  let step = STEPS.get(charset);
  if (step === undefined) {
    step = buildStep(charset);
    STEPS.set(charset, step);
  }
  return step;
}
