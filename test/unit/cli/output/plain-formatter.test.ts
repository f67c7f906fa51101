import { expect, it } from "vitest";
import { PlainFormatter } from "../../../../src/cli/output/plain-formatter.ts";
import { data, happened } from "../../../support/events.ts";

it("gives out the bytes that came, and nothing else", () => {
  const formatter = new PlainFormatter({ charset: null, escape: false });
  expect(formatter.format(data(1, [0, 255, 10]))).toEqual(Uint8Array.from([0, 255, 10]));
  expect(formatter.format(data(1, "sent", "out"))).toBe("");
  expect(formatter.format(happened("close", 1, { reason: "fin" }))).toBe("");
});

it("decodes text, with characters put together, and marks what is none", () => {
  const formatter = new PlainFormatter({ charset: "gbk", escape: false });
  expect(formatter.format(data(1, [0xc4]))).toBe("");
  expect(formatter.format(data(1, [0xe3, 0xff]))).toBe("你\\xFF");
  formatter.format(data(1, [0xc4]));
  expect(formatter.format(happened("eof", 1, null, "in"))).toBe("\\xC4");
});

it("escapes for a terminal", () => {
  const formatter = new PlainFormatter({ charset: null, escape: true });
  expect(formatter.format(data(1, "a\u001b[31m\n\tb"))).toBe("a\\e[31m\n\tb");
});
