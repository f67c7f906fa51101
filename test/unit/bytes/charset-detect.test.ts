import { describe, expect, it } from "vitest";
import { type CharsetName, detectCharset, encodeText } from "../../../src/bytes/index.ts";

const TEXTS: readonly (readonly [CharsetName, string])[] = [
  ["gbk", "你好"],
  ["gbk", "你好，世界！"],
  ["gbk", "中"],
  ["gbk", "谢谢"],
  ["gbk", "联通"],
  ["gbk", "李雷"],
  ["gbk", "温度:25℃"],
  ["gbk", "没有下载的文件:abc.txt"],
  ["gbk", "张三: 早上好"],
  ["gb18030", "😀你好"],
  ["utf-8", "你好"],
  ["utf-8", "é"],
  ["utf-8", "😀"],
  ["utf-8", "Привет"],
  ["big5", "你好"],
  ["big5", "測試訊息"],
  ["big5", "進入房間"],
  ["shift_jis", "こんにちは"],
  ["shift_jis", "日本語テスト"],
  ["euc-jp", "こんにちは"],
  ["euc-kr", "안녕하세요"],
  ["euc-kr", "테스트"],
  ["windows-1251", "Привет мир"],
  ["koi8-r", "Привет мир"],
  ["windows-1252", "Grüße aus Köln"],
  ["utf-16le", "hello"],
  ["utf-16le", "你好世界"],
  ["utf-16be", "你好吗"],
];

describe("detectCharset", () => {
  it.each(TEXTS)("finds %s of %s", (charset, text) => {
    const guess = detectCharset(encodeText(text, charset));
    expect(guess.charset).toBe(charset);
    expect(guess.candidates[0]?.charset).toBe(charset);
  });

  it("says what the hint needs", () => {
    expect(detectCharset(encodeText("你好", "gbk"))).toMatchObject({
      charset: "gbk",
      reason: "valid GBK, not UTF-8 (byte 0)",
      notUtf8At: 0,
    });
    expect(detectCharset(encodeText("id=7 收到", "gbk")).reason).toBe("valid GBK, not UTF-8 (byte 5)");
  });

  it.each([1, 2, 3])("takes an unfinished last character for no fault (%d bytes cut)", (cut) => {
    const utf8 = encodeText("你好世界😀", "utf-8");
    expect(detectCharset(utf8.subarray(0, utf8.length - cut))).toMatchObject({ charset: "utf-8", notUtf8At: -1 });
    const gbk = encodeText("你好世界", "gbk");
    expect(detectCharset(gbk.subarray(0, gbk.length - cut)).charset).toBe("gbk");
  });

  it("calls ASCII what is only ASCII", () => {
    expect(detectCharset(encodeText("GET / HTTP/1.1\r\n", "ascii"))).toMatchObject({ charset: "ascii", notUtf8At: -1 });
    expect(detectCharset(new Uint8Array())).toMatchObject({ charset: "ascii" });
  });

  it.each([
    ["a Modbus answer", [0x01, 0x03, 0x04, 0x00, 0x0a, 0xc4, 0xe3, 0x12]],
    ["a length before text", [0x00, 0x04, 0xc4, 0xe3, 0xba, 0xc3]],
    ["noise", [0xff, 0xfd, 0x80, 0x98, 0xa0, 0xfe, 0x80]],
  ])("calls %s no text", (_name, bytes) => {
    expect(detectCharset(Uint8Array.from(bytes)).charset).toBeNull();
  });

  it("believes a byte order mark", () => {
    expect(detectCharset(encodeText("\ufeffab", "utf-16le")).charset).toBe("utf-16le");
    expect(detectCharset(encodeText("\ufeffab", "utf-16be")).charset).toBe("utf-16be");
    expect(detectCharset(encodeText("\ufeffab", "utf-8")).charset).toBe("utf-8");
  });

  it("looks at a bounded part of long input", () => {
    const long = new Uint8Array(10_000_000).fill(0x41);
    long[9_000_000] = 0xff;
    expect(detectCharset(long).charset).toBe("ascii");
  });
});
