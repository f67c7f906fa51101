import { describe, expect, it } from "vitest";
import { CHARSET_NAMES, isCharsetName, parseCharset } from "../../../src/bytes/index.ts";
import { JackfieldError } from "../../../src/errors/index.ts";

describe("parseCharset", () => {
  it.each(CHARSET_NAMES)("knows %s by its own name, in any case", (name) => {
    expect(parseCharset(name)).toBe(name);
    expect(parseCharset(` ${name.toUpperCase()}`)).toBe(name);
    expect(isCharsetName(name)).toBe(true);
  });

  it.each([
    ["utf8", "utf-8"],
    ["UTF_8", "utf-8"],
    ["cp65001", "utf-8"],
    ["cp936", "gbk"],
    ["GB 2312", "gb2312"],
    ["gb_2312-80", "gb2312"],
    ["euc-cn", "gb2312"],
    ["EUC_CN", "gb2312"],
    ["gb18030-2000", "gb18030"],
    ["big5-tw", "big5"],
    ["sjis", "shift_jis"],
    ["Shift-JIS", "shift_jis"],
    ["windows-31j", "shift_jis"],
    ["eucjp", "euc-jp"],
    ["cp949", "euc-kr"],
    ["ks_c_5601-1987", "euc-kr"],
    ["utf-16", "utf-16le"],
    ["UTF-16BE", "utf-16be"],
    ["iso-8859-1", "latin1"],
    ["Latin-1", "latin1"],
    ["US-ASCII", "ascii"],
    ["cp1252", "windows-1252"],
    ["1251", "windows-1251"],
    ["koi8_r", "koi8-r"],
  ])("reads %s as %s", (text, name) => {
    expect(parseCharset(text)).toBe(name);
  });

  it.each(["", "utf-7", "gbk2", "ebcdic"])("refuses %j and lists what there is", (text) => {
    expect.assertions(3);
    try {
      parseCharset(text);
    } catch (error) {
      expect(JackfieldError.is(error, "ERR_UNKNOWN_CHARSET")).toBe(true);
      expect(String(error)).toContain(`"${text}"`);
      expect(String(error)).toContain("gb18030");
    }
  });
});
