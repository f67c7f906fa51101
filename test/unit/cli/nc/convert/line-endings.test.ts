import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineEndings } from "../../../../../src/cli/nc/convert/line-endings.ts";

function converted(...chunks: readonly string[]): string {
  const endings = new LineEndings();
  return chunks.map((chunk) => Buffer.from(endings.convert(Buffer.from(chunk, "latin1"))).toString("latin1")).join("");
}

describe("LineEndings", () => {
  it.each([
    [["a\nb\n"], "a\r\nb\r\n"],
    [["a\r\nb\n"], "a\r\nb\r\n"],
    [["a\r", "\nb\n"], "a\r\nb\r\n"],
    [["a\r", "", "\nb"], "a\r\nb"],
    [["\n\n"], "\r\n\r\n"],
    [["a\rb"], "a\rb"],
    [["a", "\n"], "a\r\n"],
  ])("%j becomes %j", (chunks, expected) => {
    expect(converted(...chunks)).toBe(expected);
  });

  it("gives the same bytes however they are cut, and changes them only once", () => {
    const texts = fc.array(fc.constantFrom("\r", "\n", "x")).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, fc.nat(), (text, at) => {
        const cut = text.length === 0 ? 0 : at % text.length;
        const whole = converted(text);
        expect(converted(text.slice(0, cut), text.slice(cut))).toBe(whole);
        expect(converted(whole)).toBe(whole);
        expect(whole).toBe(text.replace(/(?<!\r)\n/g, "\r\n"));
      }),
    );
  });

  it("gives the chunk itself when there is nothing to do", () => {
    const chunk = Buffer.from("a\r\n");
    expect(new LineEndings().convert(chunk)).toBe(chunk);
  });
});
