import { describe, expect, it } from "vitest";
import {
  CHARSET_NAMES,
  type CharsetName,
  CharsetDecoder,
  cutAtCharacter,
  decodeText,
  encodeText,
  splitPoint,
  unfinishedLength,
} from "../../../src/bytes/index.ts";

const TEXTS: Readonly<Partial<Record<CharsetName, string>>> = {
  "utf-8": "aé你😀z",
  gbk: "a你好A世界镕0囍z",
  gb2312: "a你好A世界，z",
  gb18030: "a你€😀ḿ0ü9你1z",
  big5: "a你好許功蓋A髒z",
  shift_jis: "aｱ日本語ソ表Aテストz",
  "euc-jp": "aｱ日本語丂仡z",
  "euc-kr": "a한글A똠방각하z",
  "utf-16le": "a你😀Ａ\u0100z",
  "utf-16be": "a你😀Ａ\u0100z",
};

const textOf = (charset: CharsetName): string => TEXTS[charset] ?? "abc";

describe("splitPoint", () => {
  it.each(CHARSET_NAMES)("makes every pair of rows whole in %s, wherever it is cut", (charset) => {
    const text = textOf(charset).repeat(3);
    const bytes = encodeText(text, charset);
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= Math.min(bytes.length, first + 6); second++) {
        const rows = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
        let at = 0;
        let shown = "";
        for (const row of rows) {
          const before = bytes.subarray(0, at);
          const { carry, unfinished } = splitPoint(row, charset, before, { offset: at });
          expect(carry).toBeLessThanOrEqual(3);
          const joined = bytes.subarray(at - carry, at + row.length);
          shown += decodeText(joined.subarray(0, joined.length - Math.min(unfinished, joined.length)), charset);
          at += row.length;
        }
        expect(shown).toBe(text);
      }
    }
  });

  it.each(["gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"] as const)(
    "finds the characters of %s from some bytes before, without an ASCII byte among them",
    (charset) => {
      const sentence = {
        gbk: "没有消息就是好消息请稍候再试",
        gb18030: "没有消息就是好消息请稍候再试",
        big5: "沒有消息就是好消息請稍候再試",
        shift_jis: "これは日本語のテストです",
        "euc-jp": "これは日本語のテストです",
        "euc-kr": "안녕하세요반갑습니다한국어",
      }[charset];
      const bytes = encodeText(sentence.repeat(20), charset);
      for (let at = 100; at < 160; at++) {
        const truth = new CharsetDecoder(charset);
        truth.decode(bytes.subarray(0, at));
        for (const context of [48, 49, 64]) {
          const split = splitPoint(bytes.subarray(at, at + 20), charset, bytes.subarray(at - context, at), {
            offset: at,
          });
          expect(split.carry).toBe(truth.pendingBytes);
        }
      }
    },
  );

  it("needs the offset's parity in UTF-16", () => {
    const before = Uint8Array.of(0x60);
    expect(splitPoint(Uint8Array.of(0x4f), "utf-16le", before, { offset: 1 })).toEqual({ carry: 1, unfinished: 0 });
    expect(splitPoint(Uint8Array.of(0x4f), "utf-16le", before, { offset: 2 })).toEqual({ carry: 0, unfinished: 1 });
  });

  it("carries what was held back even if the chunk does not finish it, so that no byte is lost from view", () => {
    expect(splitPoint(Uint8Array.of(0x41), "utf-8", Uint8Array.of(0xe4, 0xbd))).toEqual({ carry: 2, unfinished: 0 });
    expect(splitPoint(Uint8Array.of(0xbd), "utf-8", Uint8Array.of(0xe4))).toEqual({ carry: 1, unfinished: 2 });
  });

  it("takes the empty", () => {
    for (const charset of CHARSET_NAMES) {
      expect(splitPoint(new Uint8Array(), charset, new Uint8Array())).toEqual({ carry: 0, unfinished: 0 });
    }
  });
});

describe("unfinishedLength", () => {
  it("does not wait for what cannot become a character", () => {
    expect(unfinishedLength(Uint8Array.of(0x41, 0xe0, 0x80), "utf-8")).toBe(0);
    expect(unfinishedLength(Uint8Array.of(0x80, 0x80, 0x80, 0x80), "utf-8")).toBe(0);
    expect(unfinishedLength(Uint8Array.of(0x41, 0xff), "gbk")).toBe(0);
    expect(unfinishedLength(Uint8Array.of(0x81), "latin1")).toBe(0);
  });
});

describe("cutAtCharacter", () => {
  it.each(CHARSET_NAMES)("never cuts a character of %s", (charset) => {
    const text = textOf(charset);
    const bytes = encodeText(text, charset);
    const ends = [...text].map((_, index, all) => encodeText(all.slice(0, index + 1).join(""), charset).length);
    for (let max = 0; max <= bytes.length + 2; max++) {
      const expected = Math.max(0, ...ends.filter((end) => end <= max));
      expect(cutAtCharacter(bytes, charset, max)).toBe(expected);
    }
  });
});
