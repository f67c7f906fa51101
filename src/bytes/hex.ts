import { LocalProtocolError } from "../errors/index.ts";

const LOWER = "0123456789abcdef";
const UPPER = "0123456789ABCDEF";

/** Options of {@link formatHex}. */
export interface FormatHexOptions {
  /** Between bytes. @default " " */
  readonly separator?: string;
  /** `E4` rather than `e4`. @default false */
  readonly upperCase?: boolean;
}

/** Bytes as pairs of hexadecimal digits: `e4 bd a0`. */
export function formatHex(bytes: Uint8Array, options: FormatHexOptions = {}): string {
  const { separator = " ", upperCase = false } = options;
  const digits = upperCase ? UPPER : LOWER;
  let text = "";
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (index > 0) text += separator;
    text += (digits[byte >> 4] ?? "") + (digits[byte & 15] ?? "");
  }
  return text;
}

/** The value of a hexadecimal digit given as a code unit, or -1. */
export function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0 || unit === 0x3000;
}

function badHex(message: string, position: number, input: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_HEX", message, { position, input });
}

/**
 * Parses pairs of hexadecimal digits with any white space between bytes: `e4 bd a0`, `e4bda0`. For text that was copied
 * from elsewhere use `parseHexPaste`.
 * @throws LocalProtocolError `ERR_BAD_HEX` with the `position` of the first character that is not hexadecimal, or of the
 *   digit that has no partner
 */
export function parseHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length >> 1);
  let used = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (isSpace(unit)) continue;
    const high = hexDigit(unit);
    if (high < 0) {
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      throw badHex(`"${character}" at column ${at + 1} is not a hexadecimal digit`, at, text);
    }
    const low = hexDigit(text.charCodeAt(at + 1));
    if (low < 0) {
      const next = text.codePointAt(at + 1);
      if (next === undefined || isSpace(next)) {
        throw badHex(`Digit "${text[at]}" at column ${at + 1} has no partner; a byte has two digits`, at, text);
      }
      const character = String.fromCodePoint(next);
      throw badHex(`"${character}" at column ${at + 2} is not a hexadecimal digit`, at + 1, text);
    }
    bytes[used++] = high * 16 + low;
    at += 1;
  }
  return bytes.slice(0, used);
}
