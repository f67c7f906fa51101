import { describe, expect, it } from "vitest";
import { formatHex, parseHexPaste } from "../../../src/bytes/index.ts";

const HELLO = "48 65 6c 6c 6f 20 77 6f 72 6c 64 0a";

describe("parseHexPaste", () => {
  it.each([
    ["plain", "48656c6c6f20776f726c640a", "pairs"],
    ["dashes", "48-65-6C-6C-6F-20-77-6F-72-6C-64-0A", "pairs"],
    ["colons", "48:65:6c:6c:6f:20:77:6f:72:6c:64:0a", "pairs"],
    ["groups", "4865 6c6c 6f20 776f 726c 640a", "pairs"],
    ["C numbers", "0x48, 0x65,0x6c 0x6c, 0x6F,0x20,0x77,0x6f,0x72,0x6c,0x64,0xa", "prefixed"],
    ["long C numbers", "0x48656c6c 0x6f20776f 0x726c640a", "prefixed"],
    [
      "a Wireshark C array",
      "char peer0_0[] = { /* Packet 12 0xff */\n0x48, 0x65, 0x6c, 0x6c, 0x6f, // 0x00\n0x20, 0x77, 0x6f, 0x72, 0x6c, 0x64, 0x0a };",
      "prefixed",
    ],
    ["Python", String.raw`b'\x48\x65\x6c\x6c\x6f\x20\x77\x6f\x72\x6c\x64\x0a'`, "escaped"],
    ["assembler", "48h 65h 6Ch 6Ch 6Fh 20h 77h 6Fh 72h 6Ch 64h 0Ah", "pairs"],
    ["URL", "%48 %65 %6c %6c %6f %20 %77 %6f %72 %6c %64 %0a", "pairs"],
    ["Packet Sender", "48 65 6c 6c 6f 20 77 6f 72 6c 64 a", "pairs"],
    ["hexdump -C", "00000000  48 65 6c 6c 6f 20 77 6f  72 6c 64 0a              |Hello world.|\n0000000c\n", "dump"],
    ["xxd", "00000000: 4865 6c6c 6f20 776f 726c 640a            Hello world.\n", "dump"],
    ["xxd -g1", "00000000: 48 65 6c 6c 6f 20 77 6f 72 6c 64 0a              Hello world.\n", "dump"],
    ["od -A x -t x1", "000000 48 65 6c 6c 6f 20 77 6f 72 6c 64 0a\n00000c\n", "dump"],
    ["od -t x1 in two rows", "0000000 48 65 6c 6c 6f 20 77 6f\n0000010 72 6c 64 0a\n0000014\n", "dump"],
    ["Wireshark", "0000   48 65 6c 6c 6f 20 77 6f 72 6c 64 0a               Hello world.\n", "dump"],
    ["Wireshark, no text", "0000   48 65 6c 6c 6f 20 77 6f 72 6c 64 0a\r\n", "dump"],
    ["ncat -x", "[0000]   48 65 6C 6C 6F 20 77 6F   72 6C 64 0A               Hello wo rld.", "dump"],
    ["ncat -x 7.9", "0000   48 65 6c 6c 6f 20 77 6f  72 6c 64 0a              Hello world.\n", "dump"],
    ["tcpdump -X", "\t0x0000:  4865 6c6c 6f20 776f 726c 640a            Hello.world.\n", "dump"],
  ])("reads %s", (_name, text, notation) => {
    const paste = parseHexPaste(text);
    expect(formatHex(paste.bytes)).toBe(HELLO);
    expect(paste.notation).toBe(notation);
    expect(paste.ignored).toEqual([]);
  });

  it("does not take an ASCII column of hex digits for bytes", () => {
    const text =
      "00000000: 6465 6164 2062 6565 6620 3031 3233 2020  dead beef 0123  \n00000010: 6661 6365                                face";
    expect(new TextDecoder().decode(parseHexPaste(text).bytes)).toBe("dead beef 0123  face");
    const single = "0000   61 62 63 64   abcd";
    expect(formatHex(parseHexPaste(single).bytes)).toBe("61 62 63 64");
  });

  it("expands the * of hexdump and od", () => {
    const text = `00000000  ${"00 ".repeat(8)} ${"00 ".repeat(8)} |................|\n*\n00000040  41                                                |A|\n00000041`;
    const { bytes } = parseHexPaste(text);
    expect(bytes).toHaveLength(65);
    expect(bytes[64]).toBe(0x41);
  });

  it("does not let a * line ask for endless memory", () => {
    const text = "00000000  41 41\n00000002  41 41\n*\nffffffffffff  41";
    expect(parseHexPaste(text).notation).not.toBe("dump");
  });

  it("reads lines of four-digit groups as groups when offsets do not fit", () => {
    expect(formatHex(parseHexPaste("1234 5678\n9abc def0").bytes)).toBe("12 34 56 78 9a bc de f0");
    expect(formatHex(parseHexPaste("0000 0001").bytes)).toBe("00 00 00 01");
  });

  it("reports what it left out, with the place", () => {
    expect(parseHexPaste("send 48 65 123 zz")).toEqual({
      bytes: Uint8Array.of(0x48, 0x65),
      notation: "pairs",
      ignored: [
        { position: 0, text: "send" },
        { position: 11, text: "123" },
        { position: 15, text: "zz" },
      ],
    });
  });

  it("stays fast on a long text of comments that are not closed", () => {
    expect(parseHexPaste(`41 ${"/*".repeat(200_000)}`).bytes).toEqual(Uint8Array.of(0x41));
    expect(parseHexPaste(`0x41, // 0x42\n0x43 /* 0x44\n */ 0x45`).bytes).toEqual(Uint8Array.of(0x41, 0x43, 0x45));
  });

  it("refuses a text without any byte, and takes an empty one", () => {
    expect(() => parseHexPaste("hello world")).toThrow("No hexadecimal bytes");
    expect(parseHexPaste(" \n").bytes).toHaveLength(0);
  });
});
