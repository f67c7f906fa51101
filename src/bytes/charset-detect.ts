import { characterStep, STEP_LENGTH_MASK, STEP_SHIFT } from "./character-step.ts";
import type { CharsetName } from "./charset-name.ts";
import { characterWeigher } from "./charset-weights.ts";
import { singleByteTable } from "./single-byte-table.ts";

/** One charset that the bytes can be read in. */
export interface CharsetCandidate {
  readonly charset: CharsetName;
  /** How much like real text it is, 0 to 1. */
  readonly score: number;
  /** English, for example `valid GBK, 2 characters, all common`. */
  readonly reason: string;
}

/** What {@link detectCharset} makes of some bytes. */
export interface CharsetGuess {
  /** The best reading; null when it does not look like text. */
  readonly charset: CharsetName | null;
  /** English, for a tooltip: `valid GBK, not UTF-8 (byte 0)`. */
  readonly reason: string;
  /** Offset of the first byte that is not UTF-8; -1 when all is UTF-8 (an unfinished last character counts as whole). */
  readonly notUtf8At: number;
  /** All readings that are possible, best first. */
  readonly candidates: readonly CharsetCandidate[];
}

const MAX_BYTES = 4096;
/** What a reading must reach to be taken for text. */
const TEXT_SCORE = 0.3;
const MULTI_BYTE = ["gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"] as const;
const LABELS: Readonly<Partial<Record<CharsetName, string>>> = {
  "utf-8": "UTF-8",
  gbk: "GBK",
  gb18030: "GB18030",
  big5: "Big5",
  shift_jis: "Shift_JIS",
  "euc-jp": "EUC-JP",
  "euc-kr": "EUC-KR",
  "utf-16le": "UTF-16LE",
  "utf-16be": "UTF-16BE",
};

interface Reading {
  /** Offset of the first bad byte, or -1. */
  readonly badAt: number;
  /** Characters that are not ASCII. */
  readonly wide: number;
  readonly weight: number;
}

/** Reads all bytes; an unfinished character at the end is no fault. */
function read(bytes: Uint8Array, charset: CharsetName): Reading {
  const step = characterStep(charset);
  const weigh = characterWeigher(charset);
  let wide = 0;
  let weight = 0;
  for (let at = 0; at < bytes.length; ) {
    const result = step(bytes, at, bytes.length);
    if (result === 0) break;
    if (result < 0) return { badAt: at, wide, weight };
    const codePoint = result >> STEP_SHIFT;
    const length = result & STEP_LENGTH_MASK;
    if (codePoint >= 0x80) {
      wide += 1;
      weight += weigh(codePoint, length);
    }
    at += length;
  }
  return { badAt: -1, wide, weight };
}

function candidate(charset: CharsetName, reading: Reading): CharsetCandidate | null {
  if (reading.badAt >= 0 || reading.wide === 0) return null;
  const score = Math.max(0, Math.min(1, reading.weight / reading.wide));
  const likeness = score >= 0.7 ? "common ones" : score >= TEXT_SCORE ? "usual ones" : "rare ones";
  const count =
    reading.wide === 1 ? "1 character beside ASCII" : `${reading.wide} characters beside ASCII, ${likeness}`;
  return { charset, score, reason: `valid ${LABELS[charset] ?? charset}, ${count}` };
}

/** Share of control characters that text does not have; NUL counts. */
function controlShare(bytes: Uint8Array): number {
  let controls = 0;
  for (const byte of bytes) {
    const isTextual = byte >= 0x20 || (byte >= 0x07 && byte <= 0x0d) || byte === 0x1b;
    if (!isTextual || byte === 0x7f) controls += 1;
  }
  return controls / bytes.length;
}

function utf16(bytes: Uint8Array, charset: "utf-16le" | "utf-16be"): CharsetCandidate | null {
  if (bytes.length < 4) return null;
  const high = charset === "utf-16le" ? 1 : 0;
  const units = bytes.length >> 1;
  let ascii = 0;
  for (let unit = 0; unit < units; unit++) {
    const low = bytes[unit * 2 + 1 - high] ?? 0;
    if (bytes[unit * 2 + high] === 0 && (low >= 0x20 || (low >= 0x09 && low <= 0x0d))) ascii += 1;
  }
  const reading = read(bytes, charset);
  if (reading.badAt >= 0) return null;
  const score = (ascii + reading.weight) / units;
  // Text in another charset read as UTF-16 is hanzi here and there: only a clear case counts.
  if (ascii / units < 0.5 && score < 0.6) return null;
  return {
    charset,
    score: Math.min(1, score),
    reason: `valid ${LABELS[charset]}, ${ascii} of ${units} units are ASCII`,
  };
}

function isLetter(unit: number): boolean {
  return unit > 0 && /\p{L}/u.test(String.fromCharCode(unit));
}

/** Letters among ASCII letters (Western), or words of letters in the usual case (Cyrillic). */
function singleByte(bytes: Uint8Array, charset: "windows-1252" | "windows-1251" | "koi8-r"): CharsetCandidate | null {
  const table = singleByteTable(charset);
  let high = 0;
  let letters = 0;
  let fitting = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const unit = table[byte] ?? 0;
    if (unit === 0) return null;
    high += 1;
    if (!isLetter(unit)) continue;
    letters += 1;
    const before = table[bytes[at - 1] ?? 0x20] ?? 0;
    const text = String.fromCharCode(unit);
    const isLower = text === text.toLowerCase();
    if (charset === "windows-1252") {
      const after = bytes[at + 1] ?? 0x20;
      if ((before < 0x80 && isLetter(before)) || (after < 0x80 && isLetter(after))) fitting += 1;
    } else if (isLower ? before >= 0x400 || !isLetter(before) : !isLetter(before)) {
      fitting += 1;
    }
  }
  if (high === 0) return null;
  const weight = charset === "windows-1252" ? 0.45 : high >= 4 ? 0.6 : 0.3;
  const score = (weight * Math.min(letters, fitting)) / high;
  return { charset, score, reason: `${fitting} of ${high} bytes above 7F are letters where ${charset} has letters` };
}

function byOrderMark(bytes: Uint8Array): CharsetName | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : null;
}

function collect(bytes: Uint8Array, utf8: Reading): CharsetCandidate[] {
  const all: (CharsetCandidate | null)[] = [candidate("utf-8", utf8)];
  for (const charset of MULTI_BYTE) {
    const found = candidate(charset, read(bytes, charset));
    // GB18030 reads all that GBK reads: it is of interest only beyond.
    if (charset === "gb18030" && all.some((other) => other?.charset === "gbk")) continue;
    all.push(found);
  }
  all.push(utf16(bytes, "utf-16le"), utf16(bytes, "utf-16be"));
  for (const charset of ["windows-1252", "windows-1251", "koi8-r"] as const) all.push(singleByte(bytes, charset));
  return all.filter((item) => item !== null).sort((one, other) => other.score - one.score);
}

function summary(best: CharsetCandidate, notUtf8At: number): string {
  if (best.charset === "utf-8" || notUtf8At < 0) return best.reason;
  const label = LABELS[best.charset] ?? best.charset;
  const isSingleByte = LABELS[best.charset] === undefined;
  return `${isSingleByte ? "could be" : "valid"} ${label}, not UTF-8 (byte ${notUtf8At})`;
}

/**
 * Guesses the charset of some bytes by what is valid and by how common the characters are. Made for short messages,
 * Chinese ones first: `你好` in GBK is four bytes that are also valid Big5, EUC-KR and Shift_JIS, but rare characters
 * there. An unfinished last character is no fault; the first byte must begin a character. Only the first 4096 bytes are
 * looked at.
 */
export function detectCharset(bytes: Uint8Array): CharsetGuess {
  const head = bytes.length > MAX_BYTES ? bytes.subarray(0, MAX_BYTES) : bytes;
  const utf8 = read(head, "utf-8");
  const guess = (
    charset: CharsetName | null,
    reason: string,
    candidates: readonly CharsetCandidate[],
  ): CharsetGuess => ({
    charset,
    reason,
    notUtf8At: utf8.badAt,
    candidates,
  });
  const marked = byOrderMark(head);
  if (marked !== null) {
    const reason = `begins with the byte order mark of ${LABELS[marked]}`;
    return guess(marked, reason, [{ charset: marked, score: 1, reason }]);
  }
  const candidates = collect(head, utf8);
  const best = candidates[0];
  const isUtf16 = best?.charset === "utf-16le" || best?.charset === "utf-16be";
  if (head.length > 0 && !isUtf16 && (controlShare(head) > 0.1 || head.includes(0))) {
    return guess(null, "has control bytes that text does not have", candidates);
  }
  if (utf8.badAt < 0 && utf8.wide === 0 && !isUtf16) {
    return guess("ascii", "ASCII only, the same in nearly every charset", candidates);
  }
  if (best === undefined || best.score < TEXT_SCORE) {
    if (best !== undefined && best.charset === "utf-8") return guess("utf-8", best.reason, candidates);
    return guess(null, "looks like text in no known charset", candidates);
  }
  return guess(best.charset, summary(best, utf8.badAt), candidates);
}
