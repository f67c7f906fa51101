import { expect, it } from "vitest";
import { MessageCutter } from "../../../../src/cli/output/message-cutter.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (messages: readonly { bytes: Uint8Array }[]): string[] =>
  messages.map((message) => new TextDecoder().decode(message.bytes));

it("gives out every byte once, however the stream is cut", () => {
  const whole = "one\ntwo\n\nthree";
  for (let size = 1; size <= whole.length; size++) {
    const cutter = new MessageCutter({ type: "line" });
    const found: string[] = [];
    for (let at = 0; at < whole.length; at += size)
      found.push(...texts(cutter.push(bytes(whole.slice(at, at + size)), 0)));
    const rest = cutter.end();
    expect([...found, ...texts(rest === null ? [] : [rest])]).toEqual(["one\n", "two\n", "\n", "three"]);
  }
});

it("gives out what breaks the framing as it is, with the reason", () => {
  const cutter = new MessageCutter({ type: "line", maxLength: 4 });
  const [first] = cutter.push(bytes("endless line"), 0);
  expect(first).toMatchObject({ unfinished: true, violation: expect.stringMatching(/4/) });
  expect(texts(first === undefined ? [] : [first])).toEqual(["endless line"]);
});

it("keeps no copy for the framing read", () => {
  const chunk = bytes("abc");
  expect(new MessageCutter({ type: "read" }).push(chunk, 0)[0]?.bytes).toBe(chunk);
});

it("holds no more than the limit of an endless message, and loses nothing of it", () => {
  const cutter = new MessageCutter({ type: "line", maxLength: 10 });
  let given = "";
  for (let piece = 0; piece < 100; piece++) {
    given += texts(cutter.push(bytes("0123456789"), 0)).join("");
    expect((piece + 1) * 10 - given.length).toBeLessThanOrEqual(10);
  }
  given += texts(cutter.push(bytes("end\nnext\n"), 0)).join("|");
  expect(given).toBe(`${"0123456789".repeat(100)}end\n|next\n`);
});

it("ends a message by silence when told the time", () => {
  const cutter = new MessageCutter({ type: "idle", gapMs: 20 });
  expect(cutter.push(bytes("a"), 1000)).toEqual([]);
  expect(cutter.push(bytes("b"), 1010)).toEqual([]);
  expect(cutter.tick(1015)).toBeNull();
  expect(cutter.isOpen).toBe(true);
  const message = cutter.tick(1040);
  expect(texts(message === null ? [] : [message])).toEqual(["ab"]);
  expect(cutter.isOpen).toBe(false);
});
