import { LocalProtocolError } from "../errors/index.ts";
import { CHARSET_NAMES, type CharsetName } from "./charset-name.ts";

// Names that other programs use (IANA, Python, iconv, Windows code pages), lower case, without separators.
const ALIASES: Readonly<Record<string, CharsetName>> = {
  utf8: "utf-8",
  cp65001: "utf-8",
  unicode11utf8: "utf-8",
  cp936: "gbk",
  936: "gbk",
  ms936: "gbk",
  windows936: "gbk",
  xgbk: "gbk",
  gb180302000: "gb18030",
  cp54936: "gb18030",
  euccn: "gb2312",
  eucgb2312cn: "gb2312",
  gb231280: "gb2312",
  gb23121980: "gb2312",
  csgb2312: "gb2312",
  chinese: "gb2312",
  isoir58: "gb2312",
  big5tw: "big5",
  csbig5: "big5",
  xxbig5: "big5",
  cp950: "big5",
  950: "big5",
  ms950: "big5",
  windows950: "big5",
  sjis: "shift_jis",
  xsjis: "shift_jis",
  mskanji: "shift_jis",
  csshiftjis: "shift_jis",
  windows31j: "shift_jis",
  cp932: "shift_jis",
  932: "shift_jis",
  ms932: "shift_jis",
  ujis: "euc-jp",
  xeucjp: "euc-jp",
  uhc: "euc-kr",
  cp949: "euc-kr",
  949: "euc-kr",
  ms949: "euc-kr",
  windows949: "euc-kr",
  korean: "euc-kr",
  ksc56011987: "euc-kr",
  ksx1001: "euc-kr",
  utf16: "utf-16le",
  ucs2: "utf-16le",
  unicode: "utf-16le",
  unicodefffe: "utf-16be",
  iso88591: "latin1",
  88591: "latin1",
  l1: "latin1",
  isolatin1: "latin1",
  ibm819: "latin1",
  cp819: "latin1",
  binary: "latin1",
  usascii: "ascii",
  us: "ascii",
  ansix341968: "ascii",
  iso646us: "ascii",
  koi8: "koi8-r",
  cskoi8r: "koi8-r",
  cp20866: "koi8-r",
};

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.:-]/g, "");
}

const BY_PLAIN_NAME: ReadonlyMap<string, CharsetName> = new Map([
  ...CHARSET_NAMES.map((name) => [plain(name), name] as const),
  ...CHARSET_NAMES.filter((name) => name.startsWith("windows-")).flatMap((name) =>
    [`cp${name.slice(8)}`, name.slice(8), `xcp${name.slice(8)}`].map((alias) => [alias, name] as const),
  ),
  ...Object.entries(ALIASES),
]);

/** Whether `name` is one of {@link CHARSET_NAMES}, spelled exactly so. */
export function isCharsetName(name: string): name is CharsetName {
  return (CHARSET_NAMES as readonly string[]).includes(name);
}

/**
 * Finds a charset by any of its usual names. Case, spaces, `-`, `_` and `.` do not matter: `UTF8`, `cp936`, `EUC_CN`,
 * `sjis`, `ISO-8859-1` and `cp1252` are all known. `utf-16` means little-endian, as Windows has it.
 * @throws LocalProtocolError `ERR_UNKNOWN_CHARSET`, whose message lists the charsets
 */
export function parseCharset(text: string): CharsetName {
  const name = BY_PLAIN_NAME.get(plain(text));
  if (name !== undefined) return name;
  throw new LocalProtocolError(
    "ERR_UNKNOWN_CHARSET",
    `Unknown charset "${text}"; known are ${CHARSET_NAMES.join(", ")}`,
    {
      position: 0,
      input: text,
    },
  );
}
