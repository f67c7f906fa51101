import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MESSAGE_RULES,
  MessageCutting,
  type MessageRule,
  streamBytes,
} from "../../../../src/cli/relay/message-rule.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function cutAll(rule: MessageRule, chunks: readonly Uint8Array[], maxBytes = 65_507): string[] {
  const cutting = new MessageCutting(rule, maxBytes);
  const messages = chunks.flatMap((chunk) => cutting.push(chunk)).map((message) => Buffer.from(message).toString());
  const { message } = cutting.end();
  return message === null ? messages : [...messages, Buffer.from(message).toString()];
}

describe("messages of a stream", () => {
  it.each([
    ["read", ["ab", "c"], ["ab", "c"]],
    ["line", ["a\nb", "c\r\n\n", "d"], ["a", "bc", "", "d"]],
    ["line", ["\r\n", "\r", "\n"], ["", ""]],
    ["line", ["a\rb\n"], ["a\rb"]],
    ["u16", ["\0\u0003abc\0", "\0\0\u0001d"], ["abc", "", "d"]],
    ["u32", ["\0\0\0", "\u0002xy"], ["xy"]],
  ] as const)("by %s: %j", (rule, chunks, messages) => {
    expect(cutAll(rule, chunks.map(utf8))).toEqual(messages);
  });

  it("cuts what one read gave when no message can be as long", () => {
    expect(cutAll("read", [utf8("abcdefg")], 3)).toEqual(["abc", "def", "g"]);
  });

  it("tells how much of a message was left when the stream ended inside it", () => {
    const cutting = new MessageCutting("u16", 100);
    expect(cutting.push(Uint8Array.of(0, 5, 1, 2))).toEqual([]);
    expect(cutting.end()).toEqual({ message: null, lostBytes: 4 });
  });

  it("refuses a length that nobody means", () => {
    const cutting = new MessageCutting("u32", Number.POSITIVE_INFINITY);
    expect(() => cutting.push(Uint8Array.of(0xff, 0xff, 0xff, 0xff))).toThrow(/longer|limit|length/i);
    expect(() => streamBytes("u16", new Uint8Array(65_536))).toThrow(RangeError);
  });

  it.each(MESSAGE_RULES.filter((rule) => rule !== "read"))(
    "come back whole by %s, however the stream is cut",
    (rule) => {
      const bytes = fc
        .uint8Array({ maxLength: 300 })
        .filter((message) => rule !== "line" || !/[\r\n]/.test(String.fromCharCode(...message)));
      fc.assert(
        fc.property(
          fc.array(bytes, { maxLength: 20 }),
          fc.array(fc.integer({ min: 1, max: 50 })),
          (messages, sizes) => {
            const stream = Buffer.concat(messages.map((message) => streamBytes(rule, message)));
            const cutting = new MessageCutting(rule, 65_507);
            const got: Uint8Array[] = [];
            for (let at = 0, turn = 0; at < stream.length; turn++) {
              const size = sizes[turn % Math.max(1, sizes.length)] ?? 7;
              // A buffer that is used again, as that of a read.
              const chunk = Buffer.from(stream.subarray(at, at + size));
              got.push(...cutting.push(chunk).map((message) => Uint8Array.from(message)));
              chunk.fill(0xee);
              at += size;
            }
            expect(got).toEqual(messages.map((message) => Uint8Array.from(message)));
            expect(cutting.end()).toEqual({ message: null, lostBytes: 0 });
          },
        ),
      );
    },
  );
});
