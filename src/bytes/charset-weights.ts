import type { CharsetName } from "./charset-name.ts";
import { COMMON_HANGUL, COMMON_KANJI, COMMON_SIMPLIFIED, COMMON_TRADITIONAL } from "./common-characters.ts";
import { multiByteTable } from "./multi-byte-table.ts";

/** How much a character that is not ASCII speaks for a charset: 1 is everyday text, 0 says nothing, below 0 speaks against. */
export type CharacterWeigher = (codePoint: number, bytes: number) => number;

const PUNCTUATION = "，。！？、：；“”‘’（）《》【】—…·～￥「」『』　";
const RARE = 0.1;
const USUAL = 0.5;
const KANA = 0.9;
// Any two bytes from A1 to DF are half-width katakana in Shift_JIS.
const HALF_WIDTH = 0.05;
const PRIVATE = -1;

const SETS = new Map<string, ReadonlySet<number>>();

function setOf(text: string): ReadonlySet<number> {
  let set = SETS.get(text);
  if (set === undefined) {
    set = new Set(Array.from(text, (character) => character.codePointAt(0) ?? 0));
    SETS.set(text, set);
  }
  return set;
}

function isPrivate(codePoint: number): boolean {
  return codePoint >= 0xe000 && codePoint <= 0xf8ff;
}

function isKana(codePoint: number): boolean {
  return codePoint >= 0x3041 && codePoint <= 0x30fc;
}

function isHan(codePoint: number): boolean {
  return codePoint >= 0x4e00 && codePoint <= 0x9fff;
}

/** By the row of the table: rows of common characters, then everything else. */
function tableWeigher(
  charset: "gbk" | "gb18030" | "big5" | "euc-kr",
  common: string,
  rows: readonly [number, number],
): CharacterWeigher {
  const { codes } = multiByteTable(charset);
  const commonSet = setOf(common);
  const punctuation = setOf(PUNCTUATION);
  const [first, last] = rows;
  return (codePoint) => {
    if (commonSet.has(codePoint)) return 1;
    if (punctuation.has(codePoint)) return 0.8;
    if (isPrivate(codePoint)) return PRIVATE;
    const code = codes[codePoint] ?? 0;
    return code >= first && code <= last ? USUAL : RARE;
  };
}

function japaneseWeigher(): CharacterWeigher {
  const kanji = setOf(COMMON_KANJI);
  const punctuation = setOf(PUNCTUATION);
  return (codePoint) => {
    if (isKana(codePoint)) return KANA;
    if (codePoint >= 0xff61 && codePoint <= 0xff9f) return HALF_WIDTH;
    // Kanji alone are rather Chinese: Japanese text has kana in it.
    if (kanji.has(codePoint)) return 0.45;
    if (punctuation.has(codePoint)) return 0.7;
    if (isPrivate(codePoint)) return PRIVATE;
    return isHan(codePoint) ? 0.25 : RARE;
  };
}

function utf8Weigher(): CharacterWeigher {
  // Three and four bytes in their order are hardly ever chance; two can be, above all where letters are rare.
  return (codePoint, bytes) => (bytes >= 3 ? 1 : codePoint < 0x100 || codePoint >= 0x370 ? 0.65 : 0.45);
}

function utf16Weigher(): CharacterWeigher {
  const common = [COMMON_SIMPLIFIED, COMMON_TRADITIONAL, COMMON_HANGUL, COMMON_KANJI, PUNCTUATION].map(setOf);
  return (codePoint) => {
    if (isKana(codePoint) || common.some((set) => set.has(codePoint))) return 1;
    return isHan(codePoint) ? 0.2 : 0;
  };
}

function buildWeigher(charset: CharsetName): CharacterWeigher {
  switch (charset) {
    case "gbk":
    case "gb18030":
      return tableWeigher(charset, COMMON_SIMPLIFIED, [0xb0a1, 0xd7f9]);
    case "big5":
      return tableWeigher("big5", COMMON_TRADITIONAL, [0xa440, 0xc67e]);
    case "euc-kr":
      return tableWeigher("euc-kr", COMMON_HANGUL, [0xb0a1, 0xc8fe]);
    case "shift_jis":
    case "euc-jp":
      return japaneseWeigher();
    case "utf-8":
      return utf8Weigher();
    case "utf-16le":
    case "utf-16be":
      return utf16Weigher();
    default:
      return () => RARE;
  }
}

const WEIGHERS = new Map<CharsetName, CharacterWeigher>();

/** The weigher of a charset; built on first use. */
export function characterWeigher(charset: CharsetName): CharacterWeigher {
  let weigher = WEIGHERS.get(charset);
  if (weigher === undefined) {
    weigher = buildWeigher(charset);
    WEIGHERS.set(charset, weigher);
  }
  return weigher;
}
