import { describe, expect, it } from "vitest";
import {
  displayName,
  LineReader,
  messageText,
  oneLine,
  splitMessage,
} from "../../../../src/handlers/room/room-text.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

it("bounds a name by characters, not by units", () => {
  expect(displayName("😀".repeat(100), "x")).toBe("😀".repeat(64));
});

it("takes the name off what was said", () => {
  expect([messageText("Ann:hi", "Ann"), messageText("hi", "Ann"), messageText("Anna:hi", "Ann")]).toEqual([
    "hi",
    "hi",
    "Anna:hi",
  ]);
});

it("puts text on one line", () => {
  expect(oneLine("a\r\nb\u0007c\u2028d")).toBe("a  b c d");
});

describe("splitMessage", () => {
  it.each([
    [20, "Ann", "Ann:你好你好你好你好"],
    [12, null, "你好你好你好a"],
    [7, "LongName", "LongName:hello"],
  ])("into at most %d bytes for %j", (max, name, whole) => {
    const pieces = splitMessage(utf8(whole), name, max).map((piece) => piece.slice());
    expect(pieces.every((piece) => piece.length <= max)).toBe(true);
    const front = name !== null && name.length * 2 + 2 <= max ? `${name}:` : "";
    const parts = pieces.map(text);
    expect(
      parts[0] +
        parts
          .slice(1)
          .map((part) => part.slice(front.length))
          .join(""),
    ).toBe(whole);
  });

  it("cuts what is no UTF-8 at the bound", () => {
    expect(splitMessage(new Uint8Array(25).fill(0x80), null, 10).map((piece) => piece.length)).toEqual([10, 10, 5]);
  });
});

describe("LineReader", () => {
  it("gives the same lines for any chunks", () => {
    const input = utf8("one\r\n\n你好\nrest");
    for (let cut = 0; cut <= input.length; cut++) {
      const reader = new LineReader(100);
      const lines = [...reader.push(input.subarray(0, cut)), ...reader.push(input.subarray(cut))];
      expect([lines, reader.end(), reader.end()]).toEqual([["one", "", "你好"], "rest", null]);
    }
  });
});
