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
