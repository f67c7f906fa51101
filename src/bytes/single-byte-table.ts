import type { CharsetName } from "./charset-name.ts";
import { SINGLE_BYTE_UPPER_HALVES } from "./single-byte-upper-halves.ts";

function buildTable(charset: CharsetName): Uint16Array {
  const table = new Uint16Array(256);
  for (let byte = 0; byte < 0x80; byte++) table[byte] = byte;
  if (charset === "latin1") for (let byte = 0x80; byte <= 0xff; byte++) table[byte] = byte;
  const upper = SINGLE_BYTE_UPPER_HALVES[charset] ?? "";
  for (let index = 0; index < upper.length; index++) {
    const unit = upper.charCodeAt(index);
    table[0x80 + index] = unit === 0xfffd ? 0 : unit;
  }
  return table;
}

const TABLES = new Map<CharsetName, Uint16Array>();
const CODES = new Map<CharsetName, Uint16Array>();

/** Code units by byte of a single-byte charset; 0 (but for byte 0) is not assigned. */
export function singleByteTable(charset: CharsetName): Uint16Array {
  let table = TABLES.get(charset);
  if (table === undefined) {
    table = buildTable(charset);
    TABLES.set(charset, table);
  }
  return table;
}

/** Bytes by code unit of a single-byte charset; 0 (but for U+0000) is not encodable. */
export function singleByteCodes(charset: CharsetName): Uint16Array {
  let codes = CODES.get(charset);
  if (codes === undefined) {
    codes = new Uint16Array(0x10000);
    const table = singleByteTable(charset);
    for (let byte = 0xff; byte > 0; byte--) codes[table[byte] ?? 0] = byte;
    codes[0] = 0;
    CODES.set(charset, codes);
  }
  return codes;
}
