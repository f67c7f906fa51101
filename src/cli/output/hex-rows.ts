import { formatHex } from "../../bytes/index.ts";

const BYTES_A_ROW = 16;

/** A hexdump: offset, 16 bytes, and printable ASCII, one row a line. */
export function hexRows(bytes: Uint8Array): string[] {
  const rows: string[] = [];
  const digits = bytes.length > 0x10000 ? 8 : 4;
  for (let at = 0; at < bytes.length; at += BYTES_A_ROW) {
    const row = bytes.subarray(at, at + BYTES_A_ROW);
    const left = formatHex(row.subarray(0, 8));
    const right = formatHex(row.subarray(8));
    let ascii = "";
    for (const byte of row) ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".";
    rows.push(`${at.toString(16).padStart(digits, "0")}  ${left.padEnd(23)}  ${right.padEnd(23)}  ${ascii}`);
  }
  return rows;
}
