import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChatText } from "../../../../../src/cli/nc/convert/chat-text.ts";

function said(...chunks: readonly (string | readonly number[])[]): string {
  const text = new ChatText();
  const parts = chunks.map((chunk) =>
    text.filter(typeof chunk === "string" ? Buffer.from(chunk) : Uint8Array.from(chunk)),
  );
  return parts.join("") + text.end();
}

describe("ChatText", () => {
  it.each([
    ["hi all\r\n\t", "hi all\r\n\t"],
    ["你好，世界 é 👍", "你好，世界 é 👍"],
    ["\u001b[31m", "\\033[31m"],
    ["a\u0000b\u007f", "a\\000b\\177"],
    // NEL is a control character of two bytes; an override turns text around.
    ["\u0085", "\\302\\205"],
    ["\u202eabc", "\\342\\200\\256abc"],
  ])("%j", (text, shown) => {
    expect(said(text)).toBe(shown);
  });

  it.each([
    ["a lone continuation byte", [0x41, 0x80, 0x42], "A\\200B"],
    ["an overlong character", [0xc0, 0x80], "\\300\\200"],
    ["a surrogate", [0xed, 0xa0, 0x80], "\\355\\240\\200"],
    ["above U+10FFFF", [0xf4, 0x90, 0x80, 0x80], "\\364\\220\\200\\200"],
    ["a cut character at the end", [0x41, 0xe4, 0xbd], "A\\344\\275"],
    ["Latin-1", [0xe9, 0x20], "\\351 "],
  ])("escapes %s", (_name, bytes, shown) => {
    expect(said(bytes)).toBe(shown);
  });

  it("waits for the rest of a character", () => {
    const text = new ChatText();
    expect(text.filter(Uint8Array.of(0x41, 0xe4, 0xbd))).toBe("A");
    expect(text.filter(Uint8Array.of(0xa0, 0x42))).toBe("你B");
  });

  it("shows the same however the bytes are cut, and never a control character", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const whole = said([...bytes]);
        expect(said(...[...bytes].map((byte) => [byte]))).toBe(whole);
        expect(whole).not.toMatch(/(?![\r\n\t])\p{Cc}/u);
      }),
    );
  });
});
