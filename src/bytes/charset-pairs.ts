import { readPlatformPairs } from "./platform-pairs.ts";

type CodeRange = readonly [from: number, to: number];

function isPrivateUse(unit: number): boolean {
  return unit >= 0xe000 && unit <= 0xf8ff;
}

function clear(pairs: Uint16Array, ranges: readonly CodeRange[]): void {
  for (const [from, to] of ranges) pairs.fill(0, from, to + 1);
}

function clearPrivateUse(pairs: Uint16Array): void {
  for (let code = 0; code < pairs.length; code++) if (isPrivateUse(pairs[code] ?? 0)) pairs[code] = 0;
}

/** What GB 18030 added to GBK's two-byte codes; some platforms decode "gbk" with them, code page 936 does not. */
const NOT_IN_GBK: readonly CodeRange[] = [
  [0xa2e3, 0xa2e3],
  [0xa3a0, 0xa3a0],
  [0xa6d9, 0xa6df],
  [0xa6ec, 0xa6ed],
  [0xa6f3, 0xa6f3],
  [0xa8bc, 0xa8bc],
  [0xa8bf, 0xa8bf],
  [0xa989, 0xa995],
  [0xfe50, 0xfea0],
];

/** GBK as code page 936 and CPython's `gbk` have it, without user-defined codes. */
export function gbkPairs(): Uint16Array {
  const pairs = readPlatformPairs("gbk");
  clear(pairs, NOT_IN_GBK);
  clearPrivateUse(pairs);
  return pairs;
}

/** The assigned rows of GB 2312-80 beside the hanzi, which fill B0A1 to F7FE but for D7FA to D7FE. */
const GB2312_SYMBOLS: readonly CodeRange[] = [
  [0xa1a1, 0xa1fe],
  [0xa2b1, 0xa2e2],
  [0xa2e5, 0xa2ee],
  [0xa2f1, 0xa2fc],
  [0xa3a1, 0xa3fe],
  [0xa4a1, 0xa4f3],
  [0xa5a1, 0xa5f6],
  [0xa6a1, 0xa6b8],
  [0xa6c1, 0xa6d8],
  [0xa7a1, 0xa7c1],
  [0xa7d1, 0xa7f1],
  [0xa8a1, 0xa8ba],
  [0xa8c5, 0xa8e9],
  [0xa9a4, 0xa9ef],
];

/** Strict GB 2312-80 in EUC-CN, as CPython's `gb2312` has it: two codes read differently from GBK's. */
export function gb2312Pairs(): Uint16Array {
  const gbk = readPlatformPairs("gbk");
  const pairs = new Uint16Array(0x10000);
  const copy = (from: number, to: number): void => {
    for (let code = from; code <= to; code++) pairs[code] = gbk[code] ?? 0;
  };
  for (const [from, to] of GB2312_SYMBOLS) copy(from, to);
  for (let lead = 0xb0; lead <= 0xf7; lead++) copy(lead * 256 + 0xa1, lead * 256 + (lead === 0xd7 ? 0xf9 : 0xfe));
  pairs[0xa1a4] = 0x30fb;
  pairs[0xa1aa] = 0x2015;
  return pairs;
}

/** ETEN's symbols, kana and Cyrillic of Big5, as runs of consecutive code points in the order of the codes from C6A1. */
const ETEN_RUNS: readonly (readonly [codePoint: number, count: number])[] = [
  [0x2460, 10],
  [0x2474, 10],
  [0x2170, 10],
  ...[0x4e36, 0x4e3f, 0x4e85, 0x4ea0, 0x5182, 0x5196, 0x51ab, 0x52f9, 0x5338, 0x5369, 0x53b6, 0x590a].map(single),
  ...[0x5b80, 0x5ddb, 0x2f33, 0x5e7f, 0x5ef4, 0x5f50, 0x5f61, 0x6534, 0x65e0, 0x7592, 0x7676, 0x8fb5].map(single),
  ...[0x96b6, 0x00a8, 0x02c6, 0x30fd, 0x30fe, 0x309d, 0x309e, 0x3003, 0x4edd, 0x3005, 0x3006, 0x3007].map(single),
  ...[0x30fc, 0xff3b, 0xff3d, 0x273d].map(single),
  [0x3041, 83],
  [0x30a1, 86],
  [0x0410, 6],
  [0x0401, 1],
  [0x0416, 26],
  [0x0430, 6],
  [0x0451, 1],
  [0x0436, 26],
];

function single(codePoint: number): readonly [number, number] {
  return [codePoint, 1];
}

/** The next two-byte code of Big5: trails are 40 to 7E and A1 to FE. */
function nextBig5Code(code: number): number {
  const trail = code & 0xff;
  if (trail === 0x7e) return code - trail + 0xa1;
  return trail === 0xfe ? code - trail + 0x100 + 0x40 : code + 1;
}

/**
 * Big5 as code page 950 has it, with ETEN's symbols and kana in C6A1 to C875 as browsers read them. Hong Kong's
 * supplementary characters are not in it: Node reads them as private-use characters, which would show as nothing.
 */
export function big5Pairs(): Uint16Array {
  const pairs = readPlatformPairs("big5");
  clear(pairs, [
    [0x8140, 0xa0fe],
    [0xa3c0, 0xa3e0],
    [0xc6a1, 0xc8fe],
    [0xfa40, 0xfefe],
  ]);
  clearPrivateUse(pairs);
  let code = 0xc6a1;
  for (const [codePoint, count] of ETEN_RUNS) {
    for (let step = 0; step < count; step++) {
      pairs[code] = codePoint + step;
      code = nextBig5Code(code);
    }
  }
  pairs[0xf9fe] = 0x2593;
  return pairs;
}

/** EUC-JP with JIS X 0208, half-width katakana and NEC's and IBM's additions, as browsers have it. */
export function eucJpPairs(): Uint16Array {
  const pairs = readPlatformPairs("euc-jp", undefined, 0x8f);
  clear(pairs, [[0x8ee0, 0x8efe]]);
  return pairs;
}

/** JIS X 0212 by the two bytes after 0x8F, without what IBM added behind it and only some platforms read. */
export function jisX0212Pairs(): Uint16Array {
  const triples = readPlatformPairs("euc-jp", 0x8f);
  clear(triples, [[0xeea1, 0xfefe]]);
  return triples;
}

const FIRST_HANGUL = 0xac00;
const LAST_HANGUL = 0xd7a3;

/**
 * EUC-KR with Microsoft's extension (code page 949, "UHC"), as browsers have it. KS X 1001 comes from the platform;
 * the 8822 other syllables follow by rule (in Unicode order over the free codes), since Node does not know them.
 */
export function eucKrPairs(): Uint16Array {
  const pairs = readPlatformPairs("euc-kr");
  clear(pairs, [[0x8140, 0xa0fe]]);
  clearPrivateUse(pairs);
  pairs[0xa2e6] = 0x20ac;
  pairs[0xa2e7] = 0x00ae;
  const known = new Set<number>();
  for (let lead = 0xa1; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail < 0xa1) pairs[lead * 256 + trail] = 0;
      else known.add(pairs[lead * 256 + trail] ?? 0);
    }
  }
  let syllable = FIRST_HANGUL;
  for (let lead = 0x81; lead <= 0xc6; lead++) {
    for (let trail = 0x41; trail <= (lead < 0xa1 ? 0xfe : 0xa0); trail++) {
      if ((trail > 0x5a && trail < 0x61) || (trail > 0x7a && trail < 0x81)) continue;
      while (known.has(syllable)) syllable += 1;
      if (syllable > LAST_HANGUL) return pairs;
      pairs[lead * 256 + trail] = syllable;
      syllable += 1;
    }
  }
  return pairs;
}
