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
