import type { CharsetName } from "./charset-name.ts";
import { big5Pairs, eucJpPairs, eucKrPairs, gb2312Pairs, gbkPairs, jisX0212Pairs } from "./charset-pairs.ts";
import { gb18030Quads } from "./gb18030-quads.ts";
import { readPlatformPairs } from "./platform-pairs.ts";

/** The charsets whose characters have one to four bytes of which the first tells the length. */
export type MultiByteCharset = Extract<
  CharsetName,
  "gbk" | "gb18030" | "gb2312" | "big5" | "shift_jis" | "euc-jp" | "euc-kr"
>;

/** Both ways of one multi-byte charset. Bytes below 0x80 are ASCII in all of them. */
export interface MultiByteTable {
  /** Code units by `lead * 256 + trail`; 0 is not assigned. */
  readonly pairs: Uint16Array;
  /** Code units of single bytes from 0x80 up; 0 is none. */
  readonly singles: Uint16Array;
  /** Code units of the two bytes after 0x8F (EUC-JP only). */
  readonly triples: Uint16Array | null;
  /** Code units by four-byte pointer (GB18030 only). */
  readonly quads: Uint16Array | null;
  /** 1 for bytes that begin a character of more than one byte. */
  readonly leads: Uint8Array;
  /** 1 for bytes that can be second in a pair. */
  readonly trails: Uint8Array;
  /** The bytes of a code unit as a number (one or two bytes); 0 is not encodable so. */
  readonly codes: Uint16Array;
  /** The two bytes after 0x8F of a code unit (EUC-JP only); 0 is not encodable so. */
  readonly tripleCodes: Uint16Array | null;
  /** The four-byte pointer of a code unit, plus 1 (GB18030 only); 0 is not encodable so. */
  readonly quadPointers: Uint16Array | null;
}

interface Recipe {
  readonly pairs: () => Uint16Array;
  readonly triples?: () => Uint16Array;
  readonly quads?: (pairs: Uint16Array) => Uint16Array;
  readonly singles?: readonly [first: number, last: number, codePoint: number];
  /** Codes that are sent although a lower one decodes to the same character. */
  readonly preferred?: readonly number[];
  /** Characters that are also encoded: code unit to code. */
  readonly alsoEncoded?: readonly (readonly [unit: number, code: number])[];
}

const HALF_WIDTH_KATAKANA = [0xa1, 0xdf, 0xff61] as const;
/** The six characters that Unicode's and Microsoft's Japanese tables read differently, as the former has them. */
const JIS_TABLE_VARIANTS = [
  [0x00a2, 0x8191, 0xa1f1],
  [0x00a3, 0x8192, 0xa1f2],
  [0x00ac, 0x81ca, 0xa2cc],
  [0x2016, 0x8161, 0xa1c2],
  [0x2212, 0x817c, 0xa1dd],
  [0x301c, 0x8160, 0xa1c1],
] as const;

/** 十, 卅 and 仝 among the common characters; the lower codes are a numeral sign, another and ETEN's copy. */
const BIG5_COMMON_CODES = [0xa451, 0xa4ca, 0xc969];

/** Characters that Unicode's old Big5 table had where Microsoft's has look-alikes. */
const BIG5_TABLE_VARIANTS = [
  [0x00a2, 0xa246],
  [0x00a3, 0xa247],
  [0x00a5, 0xa244],
  [0x2022, 0xa145],
  [0x203e, 0xa1c2],
  [0x223c, 0xa1e3],
  [0x2609, 0xa1f3],
  [0x2641, 0xa1f2],
  [0xff64, 0xa14e],
] as const;

const RECIPES: Readonly<Record<MultiByteCharset, Recipe>> = {
  gbk: { pairs: gbkPairs },
  gb18030: { pairs: () => readPlatformPairs("gb18030"), quads: gb18030Quads },
  gb2312: { pairs: gb2312Pairs },
  big5: { pairs: big5Pairs, preferred: BIG5_COMMON_CODES, alsoEncoded: BIG5_TABLE_VARIANTS },
  shift_jis: {
    pairs: () => readPlatformPairs("shift_jis"),
    singles: HALF_WIDTH_KATAKANA,
    alsoEncoded: JIS_TABLE_VARIANTS.map(([unit, shiftJis]) => [unit, shiftJis]),
  },
  "euc-jp": {
    pairs: eucJpPairs,
    triples: jisX0212Pairs,
    alsoEncoded: JIS_TABLE_VARIANTS.map(([unit, , eucJp]) => [unit, eucJp]),
  },
  "euc-kr": { pairs: eucKrPairs },
};

function invert(recipe: Recipe, pairs: Uint16Array, singles: Uint16Array): Uint16Array {
  const codes = new Uint16Array(0x10000);
  for (let code = 0x80; code < 0x100; code++) if (singles[code] !== 0) codes[singles[code] ?? 0] = code;
  for (const code of recipe.preferred ?? []) codes[pairs[code] ?? 0] = code;
  for (let code = 0x8100; code <= 0xffff; code++) {
    const unit = pairs[code] ?? 0;
    // Where several codes decode to one character, the lowest is sent, as Windows and CPython do.
    if (unit >= 0x80 && codes[unit] === 0) codes[unit] = code;
  }
  for (const [unit, code] of recipe.alsoEncoded ?? []) if (codes[unit] === 0) codes[unit] = code;
  return codes;
}

/** Rows 13 and 89 to 92 are NEC's and IBM's: where JIS X 0212 has the character, every EUC-JP decoder reads that code. */
function dropVendorCodes(codes: Uint16Array, tripleCodes: Uint16Array): void {
  for (let unit = 0x80; unit <= 0xffff; unit++) {
    const lead = (codes[unit] ?? 0) >> 8;
    if ((lead === 0xad || lead >= 0xf9) && tripleCodes[unit] !== 0) codes[unit] = 0;
  }
}

function buildTable(recipe: Recipe): MultiByteTable {
  const pairs = recipe.pairs();
  const triples = recipe.triples?.() ?? null;
  const quads = recipe.quads?.(pairs) ?? null;
  const singles = new Uint16Array(256);
  if (recipe.singles !== undefined) {
    const [first, last, codePoint] = recipe.singles;
    for (let code = first; code <= last; code++) singles[code] = codePoint + code - first;
  }
  const leads = new Uint8Array(256);
  const trails = new Uint8Array(256);
  for (let code = 0x8100; code <= 0xffff; code++) {
    if (pairs[code] === 0) continue;
    leads[code >> 8] = 1;
    trails[code & 0xff] = 1;
  }
  if (triples !== null) leads[0x8f] = 1;
  const codes = invert(recipe, pairs, singles);
  let tripleCodes: Uint16Array | null = null;
  if (triples !== null) {
    tripleCodes = new Uint16Array(0x10000);
    for (let code = 0xfefe; code >= 0xa1a1; code--) tripleCodes[triples[code] ?? 0] = code;
    tripleCodes[0] = 0;
    dropVendorCodes(codes, tripleCodes);
  }
  let quadPointers: Uint16Array | null = null;
  if (quads !== null) {
    quadPointers = new Uint16Array(0x10000);
    for (let pointer = 0; pointer < quads.length; pointer++) quadPointers[quads[pointer] ?? 0] = pointer + 1;
  }
  return { pairs, singles, triples, quads, leads, trails, codes, tripleCodes, quadPointers };
}

const TABLES = new Map<MultiByteCharset, MultiByteTable>();

/** The table of a multi-byte charset, built from the platform's decoder on first use (some 20 ms) and kept. */
export function multiByteTable(charset: MultiByteCharset): MultiByteTable {
  let table = TABLES.get(charset);
  if (table === undefined) {
    table = buildTable(RECIPES[charset]);
    TABLES.set(charset, table);
  }
  return table;
}

/** Whether this charset is one that {@link multiByteTable} knows. */
export function isMultiByteCharset(charset: CharsetName): charset is MultiByteCharset {
  return Object.hasOwn(RECIPES, charset);
}
