import { describe, expect, it } from "vitest";
import { CHARSET_NAMES, CharsetDecoder, type CharsetName, decodeText, encodeText } from "../../../src/bytes/index.ts";
import { RemoteProtocolError } from "../../../src/errors/index.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const SAMPLES: readonly (readonly [CharsetName, string])[] = [
  ["utf-8", "aé你😀\ufeff\0"],
  ["gbk", "a你好，世界！镕囍\0z"],
  ["gb18030", "a你€😀ḿ\u{10ffff}ü\u0080"],
  ["gb2312", "a你好・―\n"],
  ["big5", "a你好許功蓋┌①ぁ"],
  ["shift_jis", "aｱｲ日本語ソ表髙"],
  ["euc-jp", "aｱ日本語丂仡"],
  ["euc-kr", "a한글똠방각하€"],
  ["utf-16le", "a你😀\ufeff"],
  ["utf-16be", "a你😀\ufeff"],
  ["latin1", "aé\u0080\u009fÿ"],
  ["ascii", "a\0\x7f\x1a\x1c"],
  ["windows-1250", "Łódź"],
  ["windows-1251", "Привет"],
  ["windows-1252", "€œ“”"],
  ["windows-1253", "Καλημέρα"],
  ["windows-1254", "İstanbul ğ"],
  ["windows-1255", "שלום"],
  ["windows-1256", "سلام"],
  ["windows-1257", "Ąžuolas"],
  ["windows-1258", "Ơ₫"],
  ["koi8-r", "Привет"],
];

describe("CharsetDecoder", () => {
  it("is tried with every charset", () => {
    expect(SAMPLES.map(([name]) => name)).toEqual([...CHARSET_NAMES]);
  });

  it.each(SAMPLES)("decodes %s whole, byte by byte, and with other bytes behind", (charset, text) => {
    const encoded = encodeText(text, charset);
    expect(decodeText(encoded, charset)).toBe(text);
    const decoder = new CharsetDecoder(charset);
    let result = "";
    for (const byte of encoded) result += decoder.decode(bytes(byte));
    expect(result + decoder.flush()).toBe(text);
    expect(decoder.badBytes).toBe(0);
    const long = new Uint8Array(encoded.length * 1000);
    for (let index = 0; index < 1000; index++) long.set(encoded, index * encoded.length);
    expect(decodeText(long, charset)).toBe(text.repeat(1000));
  });

  it.each([
    ["utf-8", [0x41, 0xe4, 0xbd, 0x42], "A\ufffdB", "A\\xE4\\xBDB", 2],
    ["utf-8", [0xc0, 0x80], "\ufffd\ufffd", "\\xC0\\x80", 2],
    ["utf-8", [0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd", "\\xED\\xA0\\x80", 3],
    ["utf-8", [0xf0, 0x9f, 0x98], "\ufffd", "\\xF0\\x9F\\x98", 3],
    ["utf-8", [0xf5, 0x41], "\ufffdA", "\\xF5A", 1],
    ["gbk", [0x80, 0xff, 0x41], "\ufffd\ufffdA", "\\x80\\xFFA", 2],
    ["gbk", [0xc4], "\ufffd", "\\xC4", 1],
    ["gbk", [0xa1, 0x40, 0xc4, 0xe3], "\ufffd@你", "\\xA1@你", 1],
    ["gbk", [0xaa, 0xa1, 0xc4, 0xe3], "\ufffd你", "\\xAA\\xA1你", 2],
    ["gb2312", [0xe9, 0x46], "\ufffdF", "\\xE9F", 1],
    ["gb18030", [0x81, 0x30, 0x41], "\ufffd0A", "\\x810A", 1],
    ["gb18030", [0xfe, 0x39, 0xfe, 0x39], "\ufffd9\ufffd9", "\\xFE9\\xFE9", 2],
    ["shift_jis", [0x80, 0xa0, 0xfd], "\ufffd\ufffd\ufffd", "\\x80\\xA0\\xFD", 3],
    ["utf-16le", [0x00, 0xd8, 0x41, 0x00], "\ufffdA", "\\x00\\xD8A", 2],
    ["utf-16le", [0x00, 0xdc, 0x41], "\ufffd\ufffd", "\\x00\\xDC\\x41", 3],
    ["ascii", [0x41, 0xe9], "A\ufffd", "A\\xE9", 1],
    ["windows-1252", [0x81], "\ufffd", "\\x81", 1],
  ] as const)("tells about bad bytes in %s %j", (charset, input, replaced, marked, count) => {
    const data = Uint8Array.from(input);
    expect(decodeText(data, charset)).toBe(replaced);
    expect(decodeText(data, charset, { badBytes: "mark" })).toBe(marked);
    const decoder = new CharsetDecoder(charset);
    expect(decoder.decode(data) + decoder.flush()).toBe(replaced);
    expect(decoder.badBytes).toBe(count);
    const offset = input.findIndex((_, index) => !decodesWhole(charset, data.subarray(0, index + 1)));
    expect(decoder.firstBadOffset).toBeLessThanOrEqual(offset);
    expect(() => decodeText(data, charset, { badBytes: "throw" })).toThrow(RemoteProtocolError);
  });

  it("keeps a byte order mark", () => {
    expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x41), "utf-8")).toBe("\ufeffA");
    expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, ...new Array<number>(100).fill(0x41)]), "utf-8")).toMatch(
      /^\ufeffA/,
    );
    expect(decodeText(bytes(0xff, 0xfe, 0x41, 0), "utf-16le")).toBe("\ufeffA");
  });

  it("tells where the first bad byte of the stream is, over chunks", () => {
    const decoder = new CharsetDecoder("gbk", { badBytes: "throw" });
    expect(decoder.decode(bytes(0x41, 0xc4))).toBe("A");
    expect(decoder.pendingBytes).toBe(1);
    expect(decoder.decode(bytes(0xe3))).toBe("你");
    expect.assertions(5);
    try {
      decoder.decode(bytes(0x42, 0x43, 0xff));
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error;
      expect(error.code).toBe("ERR_UNDECODABLE");
      expect(error.message).toBe("Byte 5 (\\xFF) is no gbk character");
    }
  });

  it("finds bad bytes in long UTF-8, where the platform decodes, and a true U+FFFD is no bad byte", () => {
    const good = encodeText("你好，世界".repeat(50) + "\ufffd", "utf-8");
    const decoder = new CharsetDecoder("utf-8", { badBytes: "mark" });
    expect(decoder.decode(good)).toBe("你好，世界".repeat(50) + "\ufffd");
    expect(decoder.badBytes).toBe(0);
    const bad = good.slice();
    bad[300] = 0xff;
    expect(decoder.decode(bad)).toContain("\\xFF");
    expect(decoder.firstBadOffset).toBe(good.length + 300);
  });

  it("does not look at a chunk after the call", () => {
    const decoder = new CharsetDecoder("gbk");
    const chunk = bytes(0x41, 0xc4);
    decoder.decode(chunk);
    chunk.fill(0);
    expect(decoder.decode(bytes(0xe3))).toBe("你");
  });

  it("goes on after flush as if new", () => {
    const decoder = new CharsetDecoder("utf-8");
    decoder.decode(bytes(0xe4));
    expect(decoder.flush()).toBe("\ufffd");
    expect(decoder.decode(bytes(0x41))).toBe("A");
    expect(decoder.flush()).toBe("");
  });
});

function decodesWhole(charset: CharsetName, data: Uint8Array): boolean {
  const decoder = new CharsetDecoder(charset);
  decoder.end(data);
  return decoder.badBytes === 0;
}
