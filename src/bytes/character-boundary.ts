import { characterStep, STEP_LENGTH_MASK } from "./character-step.ts";
import type { CharsetName } from "./charset-name.ts";
import { isMultiByteCharset, type MultiByteCharset, multiByteTable } from "./multi-byte-table.ts";

/** Options of {@link unfinishedLength}. */
export interface UnfinishedOptions {
  /** The first byte is known to begin a character: the start of a flow, for example. @default false */
  readonly startsAtCharacter?: boolean;
  /** Offset in the flow just past the last byte; UTF-16 needs to know whether it is odd. @default the length */
  readonly endOffset?: number;
}

const SYNCHRONISERS = new Map<MultiByteCharset, Uint8Array>();

/** 1 for the bytes that are in no character of more than one byte: after them a character begins, whatever was before. */
function synchronisers(charset: MultiByteCharset): Uint8Array {
  let flags = SYNCHRONISERS.get(charset);
  if (flags === undefined) {
    const { leads, trails, quads } = multiByteTable(charset);
    flags = new Uint8Array(256);
    for (let byte = 0; byte < 256; byte++) {
      const isQuadDigit = quads !== null && byte >= 0x30 && byte <= 0x39;
      if (leads[byte] === 0 && trails[byte] === 0 && !isQuadDigit) flags[byte] = 1;
    }
    SYNCHRONISERS.set(charset, flags);
  }
  return flags;
}

interface Walk {
  readonly unfinished: number;
  readonly bad: number;
  /** Characters of the part of the table where common ones stand. */
  readonly common: number;
  readonly characters: number;
}

/** Lead bytes of the rows that hold the common characters: hanzi of level 1, kana, hangul. */
const COMMON_LEADS: Readonly<Record<MultiByteCharset, readonly [number, number]>> = {
  gbk: [0xb0, 0xd7],
  gb18030: [0xb0, 0xd7],
  gb2312: [0xb0, 0xd7],
  big5: [0xa4, 0xc6],
  shift_jis: [0x82, 0x98],
  "euc-jp": [0xa4, 0xcf],
  "euc-kr": [0xb0, 0xc8],
};

function walk(bytes: Uint8Array, from: number, charset: MultiByteCharset): Walk {
  const step = characterStep(charset);
  const [first, last] = COMMON_LEADS[charset];
  let at = from;
  let bad = 0;
  let common = 0;
  let characters = 0;
  while (at < bytes.length) {
    const result = step(bytes, at, bytes.length);
    if (result === 0) break;
    if (result < 0) {
      bad += 1;
      at -= result;
      continue;
    }
    const lead = bytes[at] ?? 0;
    if (lead >= first && lead <= last) common += 1;
    characters += 1;
    at += result & STEP_LENGTH_MASK;
  }
  return { unfinished: bytes.length - at, bad, common, characters };
}

/** Of two ways to read, the one with fewer bad bytes, then the one with more common characters. */
function better(one: Walk, other: Walk): Walk {
  if (one.bad !== other.bad) return one.bad < other.bad ? one : other;
  return other.common / (other.characters + 1) > one.common / (one.characters + 1) ? other : one;
}

function unfinishedMultiByte(bytes: Uint8Array, charset: MultiByteCharset, startsAtCharacter: boolean): number {
  const flags = synchronisers(charset);
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (flags[bytes[at] ?? 0] === 1) return walk(bytes, at + 1, charset).unfinished;
  }
  const straight = walk(bytes, 0, charset);
  if (startsAtCharacter || bytes.length < 3) return straight.unfinished;
  return better(straight, walk(bytes, 1, charset)).unfinished;
}

function unfinishedUtf16(bytes: Uint8Array, high: 0 | 1, endOffset: number): number {
  const odd = Math.min(endOffset % 2, bytes.length);
  const unitAt = bytes.length - odd - 2;
  const isHighSurrogate = unitAt >= 0 && ((bytes[unitAt + high] ?? 0) & 0xfc) === 0xd8;
  return isHighSurrogate ? odd + 2 : odd;
}

function unfinishedUtf8(bytes: Uint8Array): number {
  const step = characterStep("utf-8");
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const at = bytes.length - back;
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return step(bytes, at, bytes.length) === 0 ? back : 0;
  }
  return 0;
}

/**
 * How many of the last bytes begin a character that is not finished (0 to 3). Asked of the bytes before a chunk, it is
 * how many of them begin the chunk's first character.
 *
 * UTF-8 tells by itself. In the multi-byte charsets a character can begin only where the bytes before it say so: the
 * last byte that cannot be part of a longer character settles it. If there is none and `startsAtCharacter` is not
 * given, the reading with fewer bad bytes and more common characters is taken, which can be wrong for a few bytes; a
 * few hundred are safe in practice.
 */
export function unfinishedLength(bytes: Uint8Array, charset: CharsetName, options: UnfinishedOptions = {}): number {
  if (charset === "utf-8") return unfinishedUtf8(bytes);
  if (charset === "utf-16le") return unfinishedUtf16(bytes, 1, options.endOffset ?? bytes.length);
  if (charset === "utf-16be") return unfinishedUtf16(bytes, 0, options.endOffset ?? bytes.length);
  if (!isMultiByteCharset(charset)) return 0;
  return unfinishedMultiByte(bytes, charset, options.startsAtCharacter ?? false);
}

/** How the first and the last character of a chunk lie across its ends. */
export interface SplitPoint {
  /** Bytes just before the chunk that begin its first character (0 to 3). */
  readonly carry: number;
  /** Last bytes of the chunk (and of `carry`, if the chunk ends nothing) that are an unfinished character (0 to 3). */
  readonly unfinished: number;
}

/** Options of {@link splitPoint}. */
export interface SplitOptions {
  /** Offset of the chunk in its flow; UTF-16 needs to know whether it is odd. @default the length of `before` */
  readonly offset?: number;
}

/**
 * Where the first and last character of a chunk are split, so that a row shows whole characters: decode the last
 * `carry` bytes before the chunk and all of the chunk but its last `unfinished` bytes.
 * @param before the bytes just before the chunk in the same flow; some hundred are enough. If they are all there are,
 *   `offset` equals their number, and the reading is certain
 */
export function splitPoint(
  chunk: Uint8Array,
  charset: CharsetName,
  before: Uint8Array,
  options: SplitOptions = {},
): SplitPoint {
  const offset = options.offset ?? before.length;
  const carry = unfinishedLength(before, charset, {
    startsAtCharacter: before.length === offset,
    endOffset: offset,
  });
  const joined = new Uint8Array(carry + chunk.length);
  joined.set(before.subarray(before.length - carry));
  joined.set(chunk, carry);
  const unfinished = unfinishedLength(joined, charset, { startsAtCharacter: true, endOffset: offset + chunk.length });
  return { carry, unfinished };
}

/**
 * The largest length, at most `max`, at which the bytes can be cut without cutting a character; 0 when the first
 * character is longer than `max`.
 * @param bytes begin at a character
 */
export function cutAtCharacter(bytes: Uint8Array, charset: CharsetName, max: number): number {
  if (bytes.length <= max) return bytes.length;
  const length = Math.max(0, Math.floor(max));
  return length - unfinishedLength(bytes.subarray(0, length), charset, { startsAtCharacter: true, endOffset: length });
}
