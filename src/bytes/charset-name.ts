/**
 * The charsets by their usual names. `gb2312` is strict EUC-CN as Python has it; `gbk` is CP936 as Windows and Python
 * have it (no single-byte euro sign); `latin1` is ISO-8859-1, all 256 codes.
 */
export const CHARSET_NAMES = [
  "utf-8",
  "gbk",
  "gb18030",
  "gb2312",
  "big5",
  "shift_jis",
  "euc-jp",
  "euc-kr",
  "utf-16le",
  "utf-16be",
  "latin1",
  "ascii",
  "windows-1250",
  "windows-1251",
  "windows-1252",
  "windows-1253",
  "windows-1254",
  "windows-1255",
  "windows-1256",
  "windows-1257",
  "windows-1258",
  "koi8-r",
] as const;

/** One of {@link CHARSET_NAMES}. */
export type CharsetName = (typeof CHARSET_NAMES)[number];
