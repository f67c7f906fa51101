import { describe, expect, it } from "vitest";
import { encodeText, hexdump, ncatHexdump, parseHexPaste } from "../../../src/bytes/index.ts";

const DATA = Uint8Array.from({ length: 40 }, (_, index) => (index * 37 + 0x20) & 0xff);

describe("hexdump", () => {
  it("looks as hexdump -C does", () => {
    expect(hexdump(encodeText("Hello, world!\nabc\x7f", "ascii"))).toEqual([
      "00000000  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 21 0a 61 62  |Hello, world!.ab|",
      "00000010  63 7f                                             |c.|",
    ]);
    expect(hexdump(new Uint8Array())).toEqual([]);
  });

  it("has options", () => {
    expect(hexdump(Uint8Array.of(0xab, 0xcd), { offset: 0xfff0, offsetDigits: 4, upperCase: true, width: 2 })).toEqual([
      "FFF0  AB CD  |..|",
    ]);
    expect(hexdump(Uint8Array.of(1, 2, 3), { width: 2, hexOnly: true, offsetDigits: 2 })).toEqual([
      "00  01 02",
      "02  03",
    ]);
    expect(hexdump(Uint8Array.from({ length: 9 }), { width: 9 })[0]).toBe(
      "00000000  00 00 00 00 00 00 00 00  00  |.........|",
    );
    for (const width of [0, 257, 1.5]) expect(() => hexdump(DATA, { width })).toThrow(RangeError);
  });

  it("shows text in a charset, whole characters where they begin, and nothing that moves the cursor", () => {
    const bytes = encodeText("你好\u202e\x1b\ufeff", "utf-8");
    const lines = hexdump(bytes, { charset: "utf-8", width: 5 });
    expect(lines.map((line) => line.split("|")[1])).toEqual(["你好", "....", "..."]);
    expect(hexdump(Uint8Array.of(0xc4, 0xe3, 0xff, 0xba), { charset: "gbk" })[0]).toContain("|你..|");
  });

  it.each([1, 7, 8, 16, 33])("is read back by a paste, width %d", (width) => {
    const text = hexdump(DATA, { width }).join("\n");
    expect(parseHexPaste(text)).toEqual({ bytes: DATA, notation: "dump", ignored: [] });
  });
});

describe("ncatHexdump", () => {
  it("writes what ncat -x writes", () => {
    const bytes = Uint8Array.of(
      ...encodeText("0123456789abcdef", "ascii"),
      0,
      10,
      0x7f,
      0x80,
      0xe4,
      0xbd,
      0xa0,
      ...encodeText(" hi|x", "ascii"),
    );
    expect(ncatHexdump(bytes)).toBe(
      "0000   30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n" +
        "0010   00 0a 7f 80 e4 bd a0 20  68 69 7c 78              ........hi|x    \n",
    );
    expect(parseHexPaste(ncatHexdump(bytes)).bytes).toEqual(bytes);
    expect(ncatHexdump(new Uint8Array())).toBe("");
  });
});
