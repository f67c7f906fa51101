import { LocalProtocolError } from "../errors/index.ts";
import type { CharsetName } from "./charset-name.ts";
import { FIRST_SUPPLEMENTARY_POINTER } from "./gb18030-quads.ts";
import { isMultiByteCharset, type MultiByteTable, multiByteTable } from "./multi-byte-table.ts";
import { singleByteCodes } from "./single-byte-table.ts";

/**
 * What is done with a character that the charset lacks.
 * - `throw`: a LocalProtocolError `ERR_UNENCODABLE`, and nothing is encoded
 * - `escape`: its code point is sent as text, `\u{1F600}`
 * - `question`: `?` is sent
 */
export type OnUnencodable = "throw" | "escape" | "question";

/** Options of {@link encodeText}. */
export interface EncodeOptions {
  /** @default "throw" */
  readonly onUnencodable?: OnUnencodable;
}

/** Writes one code point at `out[at]` (room for 4 bytes is there) and returns its bytes' number; 0 if the charset lacks it. */
type CharacterWriter = (codePoint: number, out: Uint8Array, at: number) => number;

const LONGEST_CHARACTER = 4;
const LONE_SURROGATE = /[\uD800-\uDFFF]/u;
const ENCODER = new TextEncoder();

function writePair(code: number, out: Uint8Array, at: number): number {
  if (code < 0x100) {
    out[at] = code;
    return 1;
  }
  out[at] = code >> 8;
  out[at + 1] = code & 0xff;
  return 2;
}

function writeQuad(pointer: number, out: Uint8Array, at: number): number {
  out[at] = 0x81 + Math.floor(pointer / 12600);
  out[at + 1] = 0x30 + (Math.floor(pointer / 1260) % 10);
  out[at + 2] = 0x81 + (Math.floor(pointer / 10) % 126);
  out[at + 3] = 0x30 + (pointer % 10);
  return 4;
}

function multiByteWriter(table: MultiByteTable): CharacterWriter {
  const { codes, tripleCodes, quadPointers } = table;
  return (codePoint, out, at) => {
    if (codePoint > 0xffff) {
      return quadPointers === null ? 0 : writeQuad(codePoint - 0x10000 + FIRST_SUPPLEMENTARY_POINTER, out, at);
    }
    const code = codePoint < 0x80 ? codePoint : (codes[codePoint] ?? 0);
    if (code !== 0) return writePair(code, out, at);
    const triple = tripleCodes?.[codePoint] ?? 0;
    if (triple !== 0) {
      out[at] = 0x8f;
      writePair(triple, out, at + 1);
      return 3;
    }
    const pointer = quadPointers?.[codePoint] ?? 0;
    return pointer === 0 ? 0 : writeQuad(pointer - 1, out, at);
  };
}

function utf16Writer(high: 0 | 1): CharacterWriter {
  const unit = (value: number, out: Uint8Array, at: number): number => {
    out[at + high] = value >> 8;
    out[at + 1 - high] = value & 0xff;
    return 2;
  };
  return (codePoint, out, at) => {
    if (codePoint > 0xffff) {
      unit(0xd7c0 + (codePoint >> 10), out, at);
      unit(0xdc00 + (codePoint & 0x3ff), out, at + 2);
      return 4;
    }
    return codePoint >= 0xd800 && codePoint <= 0xdfff ? 0 : unit(codePoint, out, at);
  };
}

function singleByteWriter(codes: Uint16Array): CharacterWriter {
  return (codePoint, out, at) => {
    const code = codePoint > 0xffff ? 0 : (codes[codePoint] ?? 0);
    if (code === 0 && codePoint !== 0) return 0;
    out[at] = code;
    return 1;
  };
}

function writeUtf8(codePoint: number, out: Uint8Array, at: number): number {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return 0;
  const bytes = ENCODER.encode(String.fromCodePoint(codePoint));
  out.set(bytes, at);
  return bytes.length;
}

function buildWriter(charset: CharsetName): CharacterWriter {
  if (charset === "utf-8") return writeUtf8;
  if (charset === "utf-16le") return utf16Writer(1);
  if (charset === "utf-16be") return utf16Writer(0);
  if (isMultiByteCharset(charset)) return multiByteWriter(multiByteTable(charset));
  return singleByteWriter(singleByteCodes(charset));
}

const WRITERS = new Map<CharsetName, CharacterWriter>();

function characterWriter(charset: CharsetName): CharacterWriter {
  let writer = WRITERS.get(charset);
  if (writer === undefined) {
    writer = buildWriter(charset);
    WRITERS.set(charset, writer);
  }
  return writer;
}

function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The error for a character that the charset lacks; `position` is its place in `text`. */
export function unencodable(
  codePoint: number,
  text: string,
  position: number,
  charset: CharsetName,
): LocalProtocolError {
  const isLone = codePoint >= 0xd800 && codePoint <= 0xdfff;
  const what = isLone ? "Half a surrogate pair" : `Character "${String.fromCodePoint(codePoint)}"`;
  const lineStart = text.lastIndexOf("\n", position - 1) + 1;
  const column = Array.from(text.slice(lineStart, position)).length + 1;
  const line = text.slice(0, lineStart).split("\n").length;
  const where = text.includes("\n") ? `line ${line}, column ${column}` : `column ${column}`;
  return new LocalProtocolError(
    "ERR_UNENCODABLE",
    `${what} (${codePointName(codePoint)}) at ${where} is not in ${charset}`,
    { position, input: text },
  );
}

function substitute(codePoint: number, mode: OnUnencodable): string {
  return mode === "question" ? "?" : `\\u{${codePoint.toString(16).toUpperCase()}}`;
}

/**
 * Encodes text. No byte order mark is added or removed. What {@link CharsetDecoder} decodes is encoded back to the same
 * bytes, but for codes that the charset has twice (the lowest is sent).
 * @throws LocalProtocolError `ERR_UNENCODABLE` naming the first character that the charset lacks, its code point and its
 *   column (from 1, in characters); `position` counts UTF-16 units from 0
 */
export function encodeText(text: string, charset: CharsetName, options: EncodeOptions = {}): Uint8Array<ArrayBuffer> {
  if (charset === "utf-8" && !LONE_SURROGATE.test(text)) return ENCODER.encode(text);
  const mode = options.onUnencodable ?? "throw";
  const write = characterWriter(charset);
  const asciiIsPlain = charset !== "utf-16le" && charset !== "utf-16be";
  let out = new Uint8Array(text.length * 2 + LONGEST_CHARACTER);
  let used = 0;
  for (let position = 0; position < text.length; position++) {
    if (used + LONGEST_CHARACTER > out.length) out = grown(out, used);
    const unit = text.charCodeAt(position);
    if (unit < 0x80 && asciiIsPlain) {
      out[used++] = unit;
      continue;
    }
    const codePoint = text.codePointAt(position) ?? 0;
    const length = write(codePoint, out, used);
    used += length;
    if (length === 0) {
      if (mode === "throw") throw unencodable(codePoint, text, position, charset);
      for (const character of substitute(codePoint, mode)) {
        if (used + LONGEST_CHARACTER > out.length) out = grown(out, used);
        used += write(character.charCodeAt(0), out, used);
      }
    }
    if (codePoint > 0xffff) position += 1;
  }
  return out.slice(0, used);
}

function grown(bytes: Uint8Array, used: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2 + LONGEST_CHARACTER);
  larger.set(bytes.subarray(0, used));
  return larger;
}
