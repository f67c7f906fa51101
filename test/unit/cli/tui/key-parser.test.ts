import fc from "fast-check";
import { expect, it } from "vitest";
import { KeyParser, type TerminalInput } from "../../../../src/cli/tui/key-parser.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const key = (name: string, held: object = {}): TerminalInput => ({
  type: "key",
  key: name,
  ctrl: false,
  alt: false,
  shift: false,
  ...held,
});

const CASES: readonly (readonly [string, readonly TerminalInput[]])[] = [
  ["abc", [{ type: "text", text: "abc" }]],
  ["你好😀", [{ type: "text", text: "你好😀" }]],
  ["\r", [key("enter")]],
  ["\n", [key("j", { ctrl: true })]],
  ["\t", [key("tab")]],
  ["\u007f", [key("backspace")]],
  ["\u0003", [key("c", { ctrl: true })]],
  ["\u0000", [key(" ", { ctrl: true })]],
  ["\u001b[A\u001b[B", [key("up"), key("down")]],
  ["\u001bOA\u001bOH", [key("up"), key("home")]],
  ["\u001b[1;5C", [key("right", { ctrl: true })]],
  ["\u001b[1;3D", [key("left", { alt: true })]],
  ["\u001b[1;2A", [key("up", { shift: true })]],
  ["\u001b[5~\u001b[6~", [key("page-up"), key("page-down")]],
  ["\u001b[3;5~", [key("delete", { ctrl: true })]],
  ["\u001b[Z", [key("tab", { shift: true })]],
  ["\u001bOP\u001b[11~\u001b[[A", [key("f1"), key("f1"), key("f1")]],
  ["\u001b[15~\u001b[24~", [key("f5"), key("f12")]],
  ["\u001b[13;5u", [key("enter", { ctrl: true })]],
  ["\u001bb", [key("b", { alt: true })]],
  ["\u001b\r", [key("enter", { alt: true })]],
  ["\u001b5", [key("5", { alt: true })]],
  ["\u001b你", [key("你", { alt: true })]],
  ["\u001b\t", [key("escape"), key("tab")]],
  ["\u001b\u001b[A", [key("escape"), key("up")]],
  [
    "\u001b[200~a\r\nb\rc\u001b[201~d",
    [
      { type: "paste", text: "a\nb\nc" },
      { type: "text", text: "d" },
    ],
  ],
  ["\u001b[200~\u001b[A\u0003\u001b[201~", [{ type: "paste", text: "\u001b[A\u0003" }]],
  ["\u001b[<64;10;5M", [{ type: "wheel", up: true, x: 9, y: 4 }]],
  ["\u001b[<65;1;1M", [{ type: "wheel", up: false, x: 0, y: 0 }]],
  ["\u001b[<0;3;2M\u001b[<0;3;2m", [{ type: "click", x: 2, y: 1 }]],
  // What is not known is no text.
  ["\u001b[?62;c", []],
  ["\u001b[99~x", [{ type: "text", text: "x" }]],
  ["\u001b[I\u001b[O", []],
];

it.each(CASES)("reads %j", (text, expected) => {
  const parser = new KeyParser();
  expect([...parser.push(bytes(text)), ...parser.flush()]).toEqual(expected);
});

it.each(CASES)("reads %j byte by byte", (text, expected) => {
  const parser = new KeyParser();
  const found: TerminalInput[] = [];
  for (const byte of bytes(text)) found.push(...parser.push(Uint8Array.of(byte)));
  found.push(...parser.flush());
  // Text that comes in parts is told in parts.
  const merged = found.reduce<TerminalInput[]>((all, input) => {
    const last = all.at(-1);
    if (input.type === "text" && last?.type === "text")
      all[all.length - 1] = { type: "text", text: last.text + input.text };
    else all.push(input);
    return all;
  }, []);
  expect(merged).toEqual(expected);
});

it("takes a lone Escape for the key only after a silence", () => {
  const parser = new KeyParser();
  expect(parser.push(bytes("\u001b"))).toEqual([]);
  expect(parser.isWaiting).toBe(true);
  expect(parser.flush()).toEqual([key("escape")]);
  expect(parser.isWaiting).toBe(false);
  expect(parser.push(bytes("\u001b["))).toEqual([]);
  expect(parser.push(bytes("A"))).toEqual([key("up")]);
});

it("gives out a long paste in parts, loses nothing and keeps little", () => {
  const parser = new KeyParser();
  const text = "一二三\r\n四五😀".repeat(20_000);
  const found: TerminalInput[] = [];
  const whole = bytes(`\u001b[200~${text}\u001b[201~`);
  for (let at = 0; at < whole.length; at += 1000) found.push(...parser.push(whole.subarray(at, at + 1000)));
  expect(found.length).toBeGreaterThan(3);
  const pasted = found.map((input) => (input.type === "paste" ? input.text : "?")).join("");
  expect(pasted).toBe(text.replaceAll("\r\n", "\n"));
});

it("never throws, and text never holds a control character", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (chunks) => {
      const parser = new KeyParser();
      const found = [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.flush()];
      for (const input of found) if (input.type === "text") expect(input.text).not.toMatch(/\p{Cc}/u);
    }),
  );
});
