import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { CharsetDecoder, type CharsetName, encodeText } from "../../../src/bytes/index.ts";

/** What we read differently from iconv-lite, another taker of the WHATWG tables, among all two-byte codes. */
const KNOWN: readonly (readonly [CharsetName, number, (code: number, text: string) => boolean])[] = [
  ["gbk", 21_791, () => false],
  // iconv-lite has the edition of 2005, we that of 2022: ten vertical forms and eight hanzi.
  ["gb18030", 23_940, (_code, text) => /[\ufe10-\ufe19\u9fb4-\u9fbb]/.test(text)],
  // Its gb2312 is GBK.
  ["gb2312", 7_445, (code) => code === 0xa1a4 || code === 0xa1aa],
  ["big5", 13_808, (code) => code === 0xf9fe],
  // It lacks the last user-defined row.
  ["shift_jis", 9_604, (code) => code >> 8 === 0xf9],
  ["euc-jp", 7_399, () => false],
  ["euc-kr", 17_048, () => false],
];

describe("the tables of multi-byte charsets", () => {
  it.each(KNOWN)("%s: %d pairs, read as iconv-lite reads them but for what is known", (charset, count, isKnown) => {
    const different: string[] = [];
    let pairs = 0;
    for (let code = 0x8140; code <= 0xfefe; code++) {
      const bytes = Uint8Array.of(code >> 8, code & 0xff);
      const decoder = new CharsetDecoder(charset);
      const text = decoder.end(bytes);
      if (decoder.badBytes > 0 || text.length !== 1) continue;
      pairs += 1;
      if (iconv.decode(Buffer.from(bytes), charset) !== text && !isKnown(code, text)) different.push(code.toString(16));
    }
    expect(different).toEqual([]);
    expect(pairs).toBe(count);
  });

  it.each(["gbk", "gb18030", "gb2312", "big5", "shift_jis", "euc-jp", "euc-kr"] as const)(
    "%s reads back every character of the BMP that it writes",
    (charset) => {
      // Look-alikes that are accepted from other tables for the same code.
      const accepted = { big5: 9, shift_jis: 6, "euc-jp": 6 }[charset as string] ?? 0;
      let changed = 0;
      let written = 0;
      for (let unit = 0x80; unit <= 0xffff; unit++) {
        if (unit >= 0xd800 && unit <= 0xdfff) continue;
        const text = String.fromCharCode(unit);
        const bytes = encodeText(text, charset, { onUnencodable: "question" });
        if (bytes.length === 1 && bytes[0] === 0x3f) continue;
        written += 1;
        const decoder = new CharsetDecoder(charset, { badBytes: "throw" });
        if (decoder.end(bytes) !== text) changed += 1;
      }
      expect(written).toBeGreaterThan(6000);
      expect(changed).toBe(accepted);
    },
  );
});
