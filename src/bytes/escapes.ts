import { LocalProtocolError } from "../errors/index.ts";
import { characterStep, STEP_LENGTH_MASK, STEP_SHIFT } from "./character-step.ts";
import type { CharsetName } from "./charset-name.ts";
import { concatBytes } from "./concat-bytes.ts";
import { hexDigit } from "./hex.ts";
import { CharsetDecoder } from "./text-decoder.ts";
import { type EncodeOptions, encodeText, unencodable } from "./text-encoder.ts";

const CODE_POINTS: Readonly<Record<string, number>> = {
  "0": 0x00,
  a: 0x07,
  b: 0x08,
  t: 0x09,
  n: 0x0a,
  v: 0x0b,
  f: 0x0c,
  r: 0x0d,
  e: 0x1b,
  "\\": 0x5c,
  '"': 0x22,
  "'": 0x27,
};

interface Escape {
  /** UTF-16 units that the escape has. */
  readonly length: number;
  /** A byte as it is, or a character to be encoded. */
  readonly byte?: number;
  readonly codePoint?: number;
}

function bad(message: string, position: number, input: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_ESCAPE", `${message} at column ${position + 1}`, { position, input });
}

function hexValue(text: string, from: number, to: number): number {
  if (to > text.length || from === to) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = hexDigit(text.charCodeAt(at));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function readUnicode(text: string, at: number): Escape {
  if (text[at + 2] === "{") {
    const close = text.indexOf("}", at);
    const value = close < 0 || close - at > 9 ? -1 : hexValue(text, at + 3, close);
    if (value < 0 || value > 0x10ffff) throw bad("\\u{…} needs 1 to 6 hexadecimal digits up to 10FFFF", at, text);
    return { length: close + 1 - at, codePoint: value };
  }
  const value = hexValue(text, at + 2, at + 6);
  if (value < 0) throw bad("\\u needs four hexadecimal digits, or write \\u{…}", at, text);
  if (value >= 0xd800 && value <= 0xdbff && text.startsWith("\\u", at + 6)) {
    const low = hexValue(text, at + 8, at + 12);
    if (low >= 0xdc00 && low <= 0xdfff) {
      return { length: 12, codePoint: 0x10000 + ((value - 0xd800) << 10) + low - 0xdc00 };
    }
  }
  return { length: 6, codePoint: value };
}

function readEscape(text: string, at: number): Escape {
  const letter = text[at + 1];
  if (letter === undefined) throw bad("A backslash stands alone; write \\\\ for one", at, text);
  if (letter === "u") return readUnicode(text, at);
  if (letter === "x") {
    const value = hexValue(text, at + 2, at + 4);
    if (value < 0) throw bad("\\x needs two hexadecimal digits", at, text);
    return { length: 4, byte: value };
  }
  if (letter === "0" && /[0-9]/.test(text[at + 2] ?? "")) {
    throw bad("\\0 followed by a digit could be octal; write \\x00 or \\x1B", at, text);
  }
  const codePoint = Object.hasOwn(CODE_POINTS, letter) ? CODE_POINTS[letter] : undefined;
  if (codePoint === undefined) {
    const character = String.fromCodePoint(text.codePointAt(at + 1) ?? 0);
    throw bad(
      `"\\${character}" is no escape; known are \\r \\n \\t \\0 \\a \\b \\e \\f \\v \\\\ \\xE4 \\u4F60 \\u{1F600}`,
      at,
      text,
    );
  }
  return { length: 2, codePoint };
}

/** Encodes a part of a text, so that errors tell the place in the whole. */
function encodePart(part: string, at: number, text: string, charset: CharsetName, options: EncodeOptions): Uint8Array {
  try {
    return encodeText(part, charset, options);
  } catch (error) {
    if (!(error instanceof LocalProtocolError)) throw error;
    const offset = error.position ?? 0;
    throw unencodable(part.codePointAt(offset) ?? 0, text, at + offset, charset);
  }
}

/**
 * Encodes text with escapes: `\r \n \t \0 \a \b \e \f \v \\ \" \'` are characters, `\u4F60` and `\u{1F600}` are
 * characters by code point, `\xE4` is that byte, whatever the charset.
 * @throws LocalProtocolError `ERR_BAD_ESCAPE` with the `position` of the backslash; `ERR_UNENCODABLE` as `encodeText`
 */
export function encodeEscaped(
  text: string,
  charset: CharsetName,
  options: EncodeOptions = {},
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let plainFrom = 0;
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", plainFrom)) {
    if (at > plainFrom) parts.push(encodePart(text.slice(plainFrom, at), plainFrom, text, charset, options));
    const escape = readEscape(text, at);
    if (escape.byte !== undefined) parts.push(Uint8Array.of(escape.byte));
    else parts.push(encodePart(String.fromCodePoint(escape.codePoint ?? 0), at, text, charset, options));
    plainFrom = at + escape.length;
  }
  parts.push(encodePart(text.slice(plainFrom), plainFrom, text, charset, options));
  return concatBytes(parts);
}

/** Options of {@link escapeText} and {@link escapeBytes}. */
export interface EscapeOptions {
  /** Leave line feeds as they are. @default false */
  readonly keepNewlines?: boolean;
  /** Leave tabs as they are. @default false */
  readonly keepTabs?: boolean;
  /** Write `\` as `\\`, so that the result can be read back. @default true */
  readonly backslash?: boolean;
}

const LETTERS: Readonly<Record<number, string>> = {
  0x00: "\\0",
  0x07: "\\a",
  0x08: "\\b",
  0x09: "\\t",
  0x0a: "\\n",
  0x0b: "\\v",
  0x0c: "\\f",
  0x0d: "\\r",
  0x1b: "\\e",
};
/**
 * What a terminal or a page must not get as it is: controls (C0, DEL, C1), format characters (soft hyphen, zero-width,
 * bidirectional, byte order mark, tags), line and paragraph separators, halves of surrogate pairs, fillers that look
 * like nothing, and the backslash.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0\\]/gu;

function escapeCodePoint(codePoint: number, next: string, isWide: boolean): string {
  const letter = LETTERS[codePoint];
  // A digit after \0 would be taken for octal.
  if (letter !== undefined && !(codePoint === 0 && next >= "0" && next <= "9")) return letter;
  const hex = codePoint.toString(16).toUpperCase();
  if (codePoint < 0x80 && !isWide) return `\\x${hex.padStart(2, "0")}`;
  return codePoint > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}

function escapeUnsafe(text: string, options: EscapeOptions, isWide: boolean): string {
  const { keepNewlines = false, keepTabs = false, backslash = true } = options;
  return text.replace(UNSAFE, (found: string, at: number) => {
    if (found === "\\") return backslash ? "\\\\" : found;
    if ((found === "\n" && keepNewlines) || (found === "\t" && keepTabs)) return found;
    return escapeCodePoint(found.codePointAt(0) ?? 0, text[at + 1] ?? "", isWide);
  });
}

/** Text with everything that is not safely printable written as escapes; what a terminal may show. */
export function escapeText(text: string, options: EscapeOptions = {}): string {
  return escapeUnsafe(text, options, false);
}

/**
 * Bytes as printable text: characters of the charset as they are, unsafe ones as {@link escapeText} has them, bytes
 * that are no character as `\xNN`. {@link encodeEscaped} gives the same bytes back (unless `backslash` is false).
 */
export function escapeBytes(bytes: Uint8Array, charset: CharsetName, options: EscapeOptions = {}): string {
  const decoder = new CharsetDecoder(charset);
  const text = decoder.end(bytes);
  // Where a character has two bytes, \x01 would be read back as half of one.
  const isWide = charset.startsWith("utf-16");
  if (decoder.badBytes === 0) return escapeUnsafe(text, options, isWide);
  const step = characterStep(charset);
  let result = "";
  let good = "";
  for (let at = 0; at < bytes.length; ) {
    const character = step(bytes, at, bytes.length);
    if (character > 0) {
      good += String.fromCodePoint(character >> STEP_SHIFT);
      at += character & STEP_LENGTH_MASK;
      continue;
    }
    result += escapeUnsafe(good, options, isWide);
    good = "";
    for (let left = Math.max(1, -character); left > 0; left--) {
      result += `\\x${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, "0")}`;
      at += 1;
    }
  }
  return result + escapeUnsafe(good, options, isWide);
}
