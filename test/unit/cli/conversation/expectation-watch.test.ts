import { expect, it } from "vitest";
import { ExpectationWatch } from "../../../../src/cli/conversation/expectation-watch.ts";
import { expectation } from "../../../../src/cli/options/value-types.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

it("finds a match that lies over several reads, for each peer on its own", () => {
  const watch = new ExpectationWatch(expectation.parse("re.dy \\d"), "utf-8");
  expect(watch.push(1, Buffer.from("not rea"))).toBe(false);
  expect(watch.push(2, Buffer.from("dy 1"))).toBe(false);
  expect(watch.push(1, Buffer.from("dy 1"))).toBe(true);
});

it("decodes in the charset", () => {
  const watch = new ExpectationWatch(expectation.parse("你好"), "gbk");
  expect(watch.push(1, bytes(0xc4, 0xe3, 0xba))).toBe(false);
  expect(watch.push(1, bytes(0xc3))).toBe(true);
});

it("finds bytes", () => {
  const watch = new ExpectationWatch(expectation.parse("hex:01 02 03"), "utf-8");
  expect(watch.push(1, bytes(0, 1, 2))).toBe(false);
  expect(watch.push(1, bytes(3, 4))).toBe(true);
});

it("refuses bad hexadecimal", () => {
  expect(() => new ExpectationWatch(expectation.parse("hex:0g"), "utf-8")).toThrow(
    expect.objectContaining({ code: "ERR_BAD_HEX" }),
  );
});

it("takes only the first character of what came for the beginning, however long it is", () => {
  const watch = new ExpectationWatch(expectation.parse("^b+$"), "utf-8", { window: 4 });
  expect(watch.push(1, Buffer.from("a".repeat(10)))).toBe(false);
  expect(watch.push(1, Buffer.from("bbbbbbbbbb"))).toBe(false);
  expect(watch.push(1, Buffer.from("b"))).toBe(false);
  expect(watch.push(2, Buffer.from("bbb"))).toBe(true);
});

it("finds what begins as far back as its window reaches, and no further", () => {
  const within = new ExpectationWatch(expectation.parse("a.+z"), "utf-8", { window: 5 });
  within.push(1, Buffer.from("a1234"));
  expect(within.push(1, Buffer.from("z"))).toBe(true);
  const beyond = new ExpectationWatch(expectation.parse("a.+z"), "utf-8", { window: 4 });
  beyond.push(1, Buffer.from("a1234"));
  expect(beyond.push(1, Buffer.from("z"))).toBe(false);
});

it("finds bytes that are longer than the window", () => {
  const watch = new ExpectationWatch(expectation.parse("hex:01 02 03 04"), "utf-8", { window: 1 });
  expect(watch.push(1, bytes(1, 2, 3))).toBe(false);
  expect(watch.push(1, bytes(4))).toBe(true);
});

it("gives up a regular expression that backtracks for ever, once and for all", () => {
  const watch = new ExpectationWatch(expectation.parse("(a+)+b"), "utf-8", { regexMs: 50 });
  expect(() => watch.push(1, Buffer.from("a".repeat(100_000)))).toThrow(
    expect.objectContaining({ exitCode: 4, message: expect.stringContaining("(a+)+b") }),
  );
  // What was sent meanwhile is not tried again and again.
  expect(watch.push(1, Buffer.from("ab"))).toBe(false);
});
