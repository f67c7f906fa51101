interface DumpRow {
  /** The digits of the offset; which radix they have shows only when rows are compared. */
  readonly offset: string;
  /** Every pair after the offset that could be a byte, and where in `rest` it ends. */
  readonly pairs: readonly { readonly byte: number; readonly end: number }[];
  readonly rest: string;
  readonly colon: boolean;
  readonly gap: number;
}

const ROW = /^\s*(?:0x)?\[?([0-9a-f]{4,16})\]?(:?)h?(\s*)(.*)$/i;
const MAX_EXPANDED = 16 * 1024 * 1024;

function pairsOf(rest: string): DumpRow["pairs"] {
  const pairs: { byte: number; end: number }[] = [];
  // Groups of one, two or four bytes; a word with anything else in it begins the ASCII column.
  const group = /\s*-?\s*([0-9a-f]{2}(?:[0-9a-f]{2}){0,7})(?=[\s-]|$)/iy;
  for (;;) {
    const start = group.lastIndex;
    const match = group.exec(rest);
    const digits = match?.[1];
    if (digits === undefined) return pairs;
    const first = start + (match?.[0].length ?? 0) - digits.length;
    for (let at = 0; at < digits.length; at += 2) {
      pairs.push({ byte: Number.parseInt(digits.slice(at, at + 2), 16), end: first + at + 2 });
    }
  }
}

/** Whether `column` is the text of these bytes, as a dump shows it: printable characters, something else for the rest. */
function isAsciiColumn(column: string, bytes: readonly { readonly byte: number }[]): boolean {
  if (!/^(?:\s{2,}|\s*[|:>])/.test(column)) return false;
  // Spaces are left out of the comparison: some tools put one in the middle, some editors cut those at the end.
  const shown = column
    .replace(/^\s*[|:>]/, "")
    .replace(/\|\s*$/, "")
    .replace(/\s/g, "");
  // ncat and tcpdump show a dot for a space.
  const expected = shown.length === bytes.length ? bytes : bytes.filter(({ byte }) => byte !== 0x20);
  return (
    expected.length > 0 &&
    expected.length === shown.length &&
    expected.every(({ byte }, index) => byte <= 0x20 || byte >= 0x7f || shown.charCodeAt(index) === byte)
  );
}

/** How many of a row's pairs are bytes rather than digits that stand in its ASCII column. */
function byteCount(row: DumpRow, width: number): number {
  const most = Math.min(row.pairs.length, width);
  for (let count = most; count > 0; count--) {
    const column = row.rest.slice(row.pairs[count - 1]?.end ?? 0);
    if (isAsciiColumn(column, row.pairs.slice(0, count))) return count;
  }
  // No column that fits: the bytes end at the first wide gap.
  for (let count = 1; count < most; count++) {
    const end = row.pairs[count - 1]?.end ?? 0;
    if (/^\s{3,}/.test(row.rest.slice(end))) return count;
  }
  return most;
}

function parseRow(line: string): DumpRow | null {
  const match = ROW.exec(line);
  if (match === null) return null;
  const [, offset = "", colon = "", gap = "", rest = ""] = match;
  if (gap === "" && rest !== "" && colon === "") return null;
  return { offset, pairs: pairsOf(rest), rest, colon: colon !== "", gap: gap.length };
}

/** Whether one row alone is a row of a dump rather than plain pairs that happen to begin with four digits or more. */
function looksAlone(row: DumpRow): boolean {
  if (/[^0]/.test(row.offset) || row.pairs.length === 0) return false;
  return row.colon || row.gap >= 2 || byteCount(row, 64) < row.pairs.length;
}

function rowsOf(text: string): (DumpRow | "*")[] | null {
  const rows: (DumpRow | "*")[] = [];
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    if (trimmed === "") continue;
    if (trimmed === "*") {
      rows.push("*");
      continue;
    }
    const row = parseRow(line.replace(/\r$/, ""));
    if (row === null) return null;
    rows.push(row);
  }
  return rows;
}

const DIGITS: Readonly<Record<number, RegExp>> = { 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-f]+$/i };

function offsetOf(row: DumpRow, radix: number): number {
  return DIGITS[radix]?.test(row.offset) === true ? Number.parseInt(row.offset, radix) : Number.NaN;
}

/** The width of the dump: what the first offsets are apart, else what the first row holds; null if that cannot be. */
function widthOf(rows: readonly (DumpRow | "*")[], radix: number): number | null {
  const [first, second] = rows;
  if (first === undefined || first === "*") return null;
  if (second === undefined) return looksAlone(first) ? 64 : null;
  if (second === "*") return byteCount(first, 64);
  const width = offsetOf(second, radix) - offsetOf(first, radix);
  return width > 0 && width <= 256 && width <= first.pairs.length ? width : null;
}

function joinRows(rows: readonly (DumpRow | "*")[], radix: number): number[] | null {
  const width = widthOf(rows, radix);
  const [first] = rows;
  if (width === null || first === undefined || first === "*") return null;
  const start = offsetOf(first, radix);
  const bytes: number[] = [];
  let repeat = false;
  for (const row of rows) {
    if (row === "*") {
      repeat = true;
      continue;
    }
    const missing = offsetOf(row, radix) - start - bytes.length;
    const most = repeat && bytes.length >= width ? MAX_EXPANDED : 0;
    if (!(missing >= 0 && missing <= most)) return null;
    for (let count = missing; count > 0; count--) bytes.push(bytes[bytes.length - width] ?? 0);
    repeat = false;
    const count = byteCount(row, width);
    for (const { byte } of row.pairs.slice(0, count)) bytes.push(byte);
  }
  return bytes;
}

/**
 * Parses the lines of a hexadecimal dump; null when the text is none. Offsets must go up as the bytes do, in
 * hexadecimal or, as `od` has them, in octal or decimal.
 */
export function parseHexDump(text: string): number[] | null {
  const rows = rowsOf(text);
  if (rows === null) return null;
  return joinRows(rows, 16) ?? joinRows(rows, 8) ?? joinRows(rows, 10);
}
