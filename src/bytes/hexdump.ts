import { characterStep, STEP_LENGTH_MASK, STEP_SHIFT } from "./character-step.ts";
import type { CharsetName } from "./charset-name.ts";
import { formatHex } from "./hex.ts";

/** Options of {@link hexdump}. */
export interface HexdumpOptions {
  /** Bytes in a line, 1 to 256. @default 16 */
  readonly width?: number;
  /** What the first line's offset is. @default 0 */
  readonly offset?: number;
  /** Digits of the offset at least. @default 8 */
  readonly offsetDigits?: number;
  /** `E4` rather than `e4`. @default false */
  readonly upperCase?: boolean;
  /** The text column's charset; a character that ends in a later line stands whole where it begins. @default "ascii" */
  readonly charset?: CharsetName;
  /** Without the text column. @default false */
  readonly hexOnly?: boolean;
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Mn}\p{Me}]/u;

/** Characters by the offset at which they begin; dots for bytes that are none or are not printable. */
function textColumn(bytes: Uint8Array, charset: CharsetName): readonly string[] {
  const step = characterStep(charset);
  const cells = new Array<string>(bytes.length).fill("");
  for (let at = 0; at < bytes.length; ) {
    const result = step(bytes, at, bytes.length);
    const length = result > 0 ? result & STEP_LENGTH_MASK : Math.max(1, -result);
    if (result <= 0) {
      cells.fill(".", at, at + length);
    } else {
      const character = String.fromCodePoint(result >> STEP_SHIFT);
      cells[at] = UNPRINTABLE.test(character) ? ".".repeat(length) : character;
    }
    at += length;
  }
  return cells;
}

/** A line's bytes in groups of eight, padded to a full line. */
function hexColumn(bytes: Uint8Array, width: number, upperCase: boolean): string {
  let text = formatHex(bytes.subarray(0, 8), { upperCase });
  for (let at = 8; at < bytes.length; at += 8) text += `  ${formatHex(bytes.subarray(at, at + 8), { upperCase })}`;
  return text.padEnd(width * 3 - 1 + Math.floor((width - 1) / 8));
}

/**
 * The lines of a hexadecimal dump as `hexdump -C` has them: offset, bytes with a gap after each eight, text between
 * bars. `parseHexPaste` reads them back.
 * @throws RangeError if `width` is not a whole number from 1 to 256
 */
export function hexdump(bytes: Uint8Array, options: HexdumpOptions = {}): readonly string[] {
  const { width = 16, offset = 0, offsetDigits = 8, upperCase = false, charset = "ascii", hexOnly = false } = options;
  if (!Number.isInteger(width) || width < 1 || width > 256)
    throw new RangeError(`width must be 1 to 256, not ${width}`);
  const cells = hexOnly ? [] : textColumn(bytes, charset);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const line = bytes.subarray(at, at + width);
    const address = (offset + at).toString(16).padStart(offsetDigits, "0");
    const head = `${upperCase ? address.toUpperCase() : address}  ${hexColumn(line, width, upperCase)}`;
    lines.push(hexOnly ? head.trimEnd() : `${head}  |${cells.slice(at, at + width).join("")}|`);
  }
  return lines;
}

/**
 * The lines that `ncat --hex-dump` writes for one chunk, each with its line feed; the offset begins at 0000 again with
 * every chunk, and a space is a dot. (Nmap's nbase, `hexdump`.)
 */
export function ncatHexdump(chunk: Uint8Array): string {
  let text = "";
  for (let at = 0; at < chunk.length; at += 16) {
    const line = chunk.subarray(at, at + 16);
    let ascii = "";
    for (const byte of line) ascii += byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".";
    text += `${at.toString(16).padStart(4, "0")}   ${hexColumn(line, 16, false)}  ${ascii.padEnd(16)}\n`;
  }
  return text;
}
