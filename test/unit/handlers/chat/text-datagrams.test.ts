import { describe, expect, it } from "vitest";
import { TextDatagrams } from "../../../../src/handlers/chat/text-datagrams.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("text in datagrams", () => {
  it.each([
    { charset: "utf-8", text: "你好", wire: "e4bda0e5a5bd" },
    { charset: "gbk", text: "你好", wire: "c4e3bac3" },
    { charset: "gb2312", text: "你好", wire: "c4e3bac3" },
    { charset: "gbk", text: "—·", wire: "a1aaa1a4" },
    { charset: "gb2312", text: "—·", wire: "a1aaa1a4" },
    { charset: "utf-8", text: "", wire: "" },
  ] as const)("sends $text in $charset", ({ charset, text, wire }) => {
    const texts = new TextDatagrams({ charsetIn: charset, charsetOut: charset });
    expect(texts.encode(text).map(hex)).toEqual([wire]);
  });

  it.each([
    ["gb2312", "镕", "U+9555"],
    ["gb2312", "囍", "U+56CD"],
    ["gbk", "a€", "U+20AC"],
    ["gbk", "😀", "U+1F600"],
  ] as const)("refuses in %s what Python's table lacks: %s", (charset, text, codePoint) => {
    const texts = new TextDatagrams({ charsetIn: charset, charsetOut: charset });
    expect(() => texts.encode(text)).toThrow(codePoint);
  });

  it("has a charset for each direction, and hides no bad byte", () => {
    const texts = new TextDatagrams({ charsetIn: "gbk", charsetOut: "utf-8" });
    expect(texts.decode(Uint8Array.of(0xc4, 0xe3, 0xff, 0x41))).toBe("你\\xFFA");
    expect(hex(texts.encode("你")[0] ?? new Uint8Array())).toBe("e4bda0");
  });

  it.each(["utf-8", "gbk", "gb18030"] as const)("cuts a long line in %s at a character", (charset) => {
    const texts = new TextDatagrams({ charsetIn: charset, charsetOut: charset, maxBytes: 10 });
    const line = "a你好世界，大家好😀b".replace("😀", charset === "gbk" ? "" : "😀");
    const datagrams = texts.encode(line);
    expect(datagrams.every((bytes) => bytes.length > 0 && bytes.length <= 10)).toBe(true);
    expect(datagrams.map((bytes) => texts.decode(bytes)).join("")).toBe(line);
    expect(datagrams.map((bytes) => texts.decode(bytes)).join("")).not.toContain("\\x");
  });
});
