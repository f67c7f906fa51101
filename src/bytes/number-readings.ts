import { decodeFloat16 } from "./float16.ts";

/** One way to read the bytes at an offset. */
export interface NumberReading {
  /** What it is: `u16`, `f32`, `unix32`, `leb128`, … */
  readonly kind: ReadingKind;
  /** Bytes that it takes; 0 where there is no reading. */
  readonly length: number;
  /** Null where too few bytes are left or they cannot be read so. */
  readonly little: string | null;
  /** The same as `little` for what has no byte order. */
  readonly big: string | null;
}

/** The readings in the order in which they are shown. */
export const READING_KINDS = [
  "u8",
  "i8",
  "u16",
  "i16",
  "u24",
  "i24",
  "u32",
  "i32",
  "u64",
  "i64",
  "f16",
  "f32",
  "f64",
  "uleb128",
  "sleb128",
  "unix32",
  "unix64",
  "unixms64",
  "filetime",
  "bcd",
  "ipv4",
  "ipv6",
  "mac",
  "uuid",
  "bits",
] as const;

/** One of {@link READING_KINDS}. */
export type ReadingKind = (typeof READING_KINDS)[number];

type Reader = (view: DataView, little: boolean) => string | null;

interface Entry {
  readonly kind: ReadingKind;
  readonly length: number;
  readonly hasByteOrder: boolean;
  readonly read: Reader;
}

const FILETIME_EPOCH_MS = 11_644_473_600_000;
const LAST_DATE_MS = 8_640_000_000_000_000;
const LONGEST_LEB128 = 10;

function hex(view: DataView, from: number, to: number, separator = ""): string {
  const pairs: string[] = [];
  for (let at = from; at < to; at++) pairs.push(view.getUint8(at).toString(16).padStart(2, "0"));
  return pairs.join(separator);
}

function uint24(view: DataView, little: boolean): number {
  return little
    ? view.getUint8(0) | (view.getUint8(1) << 8) | (view.getUint8(2) << 16)
    : (view.getUint8(0) << 16) | (view.getUint8(1) << 8) | view.getUint8(2);
}

/** Seven digits are what a single holds for certain, and nine always tell it from others. */
function float32(value: number): string {
  if (Number.isInteger(value)) return number(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

function number(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function date(ms: number): string | null {
  return Math.abs(ms) <= LAST_DATE_MS ? new Date(ms).toISOString() : null;
}

/** Decimal digits, two to a byte, as many as there are (at most 8 bytes). */
function bcd(view: DataView): string | null {
  let digits = "";
  for (let at = 0; at < Math.min(8, view.byteLength); at++) {
    const byte = view.getUint8(at);
    if (byte >> 4 > 9 || (byte & 15) > 9) break;
    digits += `${byte >> 4}${byte & 15}`;
  }
  return digits === "" ? null : digits;
}

function ipv6(view: DataView): string {
  const groups: string[] = [];
  for (let at = 0; at < 16; at += 2) groups.push(view.getUint16(at).toString(16));
  // RFC 5952: the longest run of two zeros or more is cut, the first of equals.
  let best = { at: 0, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (groups[at + length] === "0") length += 1;
    if (length > best.length) best = { at, length };
  }
  if (best.length < 2) return groups.join(":");
  return `${groups.slice(0, best.at).join(":")}::${groups.slice(best.at + best.length).join(":")}`;
}

function uuid(view: DataView, little: boolean): string {
  // Microsoft's GUIDs have their first three fields low byte first.
  const first = view.getUint32(0, little).toString(16).padStart(8, "0");
  const second = view.getUint16(4, little).toString(16).padStart(4, "0");
  const third = view.getUint16(6, little).toString(16).padStart(4, "0");
  return `${first}-${second}-${third}-${hex(view, 8, 10)}-${hex(view, 10, 16)}`;
}

function entry(kind: ReadingKind, length: number, read: Reader, hasByteOrder = length > 1): Entry {
  return { kind, length, hasByteOrder, read };
}

const FIXED: readonly Entry[] = [
  entry("u8", 1, (view) => String(view.getUint8(0))),
  entry("i8", 1, (view) => String(view.getInt8(0))),
  entry("u16", 2, (view, little) => String(view.getUint16(0, little))),
  entry("i16", 2, (view, little) => String(view.getInt16(0, little))),
  entry("u24", 3, (view, little) => String(uint24(view, little))),
  entry("i24", 3, (view, little) => String((uint24(view, little) << 8) >> 8)),
  entry("u32", 4, (view, little) => String(view.getUint32(0, little))),
  entry("i32", 4, (view, little) => String(view.getInt32(0, little))),
  entry("u64", 8, (view, little) => String(view.getBigUint64(0, little))),
  entry("i64", 8, (view, little) => String(view.getBigInt64(0, little))),
  entry("f16", 2, (view, little) => number(decodeFloat16(view.getUint16(0, little)))),
  entry("f32", 4, (view, little) => float32(view.getFloat32(0, little))),
  entry("f64", 8, (view, little) => number(view.getFloat64(0, little))),
  entry("unix32", 4, (view, little) => date(view.getInt32(0, little) * 1000)),
  entry("unix64", 8, (view, little) => date(Number(view.getBigInt64(0, little)) * 1000)),
  entry("unixms64", 8, (view, little) => date(Number(view.getBigInt64(0, little)))),
  entry("filetime", 8, (view, little) => date(Number(view.getBigUint64(0, little) / 10_000n) - FILETIME_EPOCH_MS)),
  entry("bcd", 1, bcd, false),
  entry("ipv4", 4, (view) => [0, 1, 2, 3].map((at) => view.getUint8(at)).join("."), false),
  entry("ipv6", 16, ipv6, false),
  entry("mac", 6, (view) => hex(view, 0, 6, ":"), false),
  entry("uuid", 16, uuid),
  entry("bits", 1, (view) => view.getUint8(0).toString(2).padStart(8, "0"), false),
];

/** LEB128 (DWARF 5, 7.6), signed or not; null when it does not end within 10 bytes. */
function leb128(view: DataView, signed: boolean): { text: string; length: number } | null {
  let value = 0n;
  for (let at = 0; at < Math.min(LONGEST_LEB128, view.byteLength); at++) {
    const byte = view.getUint8(at);
    value |= BigInt(byte & 0x7f) << BigInt(at * 7);
    if (byte >= 0x80) continue;
    const bits = (at + 1) * 7;
    return { text: String(signed ? BigInt.asIntN(bits, value) : value), length: at + 1 };
  }
  return null;
}

function variable(kind: ReadingKind, view: DataView): NumberReading {
  const found = leb128(view, kind === "sleb128");
  const text = found?.text ?? null;
  return { kind, length: found?.length ?? 0, little: text, big: text };
}

/**
 * Every number, time and address that the bytes at an offset can be, in both byte orders; the data inspector's rows, in
 * the order of {@link READING_KINDS}. Integers are written in decimal, times as ISO 8601 in UTC.
 * @throws RangeError if `offset` is not inside of `bytes` or at its end
 */
export function readNumbers(bytes: Uint8Array, offset = 0): readonly NumberReading[] {
  if (!Number.isInteger(offset) || offset < 0 || offset > bytes.length) {
    throw new RangeError(`offset must be 0 to ${bytes.length}, not ${offset}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, bytes.length - offset);
  return READING_KINDS.map((kind) => {
    const fixed = FIXED.find((item) => item.kind === kind);
    if (fixed === undefined) return variable(kind, view);
    if (view.byteLength < fixed.length) return { kind, length: 0, little: null, big: null };
    const little = fixed.read(view, true);
    const big = fixed.hasByteOrder ? fixed.read(view, false) : little;
    const length = kind === "bcd" ? (little?.length ?? 0) / 2 : fixed.length;
    return { kind, length: little === null && big === null ? 0 : length, little, big };
  });
}
