import { expect, it } from "vitest";
import { countText, shortBytes, spanText } from "../../../../src/cli/tui/quantity.ts";
import { RateMeter } from "../../../../src/cli/tui/rate-meter.ts";
import { searchExpression } from "../../../../src/cli/tui/row-finder.ts";
import { expressionOf } from "../../../../src/cli/tui/row-source.ts";
import { parseFilter } from "../../../../src/capture/index.ts";

it.each([
  [0, "0"],
  [35, "35 µs"],
  [999.4, "999 µs"],
  [1250, "1.25 ms"],
  [95_200, "95.2 ms"],
  [116_000, "116 ms"],
  [3_200_000, "3.20 s"],
  [21_200_000, "21.2 s"],
  [125_000_000, "2:05 m"],
  [3_720_000_000, "1:02 h"],
  [59_999_999, "1:00 m"],
])("writes %d µs as %s, in seven columns", (us, text) => {
  expect(spanText(us)).toBe(text);
  expect(text.length).toBeLessThanOrEqual(7);
});

it.each([
  [0, "0"],
  [999, "999"],
  [1000, "1.0K"],
  [1234, "1.2K"],
  [34_000, "33K"],
  [1_048_575, "1.0M"],
  [5 * 1024 ** 3, "5.0G"],
])("writes %d bytes as %s", (bytes, text) => {
  expect(shortBytes(bytes)).toBe(text);
});

it.each([
  [0, "0"],
  [1000, "1,000"],
  [1_234_567, "1,234,567"],
])("writes the count %d as %s", (count, text) => {
  expect(countText(count)).toBe(text);
});

it("measures rates between two looks, and never below nothing", () => {
  const meter = new RateMeter();
  const at = (bytesIn: number, ms: number): boolean =>
    meter.measure({ bytesIn, bytesOut: 0, readsIn: 0, writesOut: 0 }, ms);
  expect(at(100, 1000)).toBe(false);
  expect(at(1100, 1500)).toBe(true);
  expect(meter.rates.bytesIn).toBe(2000);
  expect(at(0, 2500)).toBe(true);
  expect(meter.rates.bytesIn).toBe(0);
  expect(at(0, 3500)).toBe(false);
});

it.each([
  ["temp", 'text~"temp"'],
  ['say "hi" \\', 'text~"say \\"hi\\" \\\\"'],
  ["hex:0d 0a", 'hex:"0d 0a"'],
  ["hex: zz", 'text~"hex: zz"'],
])("looks for %j with a filter that is right", (text, expression) => {
  expect(searchExpression(text)).toBe(expression);
  expect(() => parseFilter(expression)).not.toThrow();
});

it.each([
  [{ filter: " ", only: null }, ""],
  [{ filter: "dir:in", only: null }, "dir:in"],
  [{ filter: "", only: 3 }, "peer:#3"],
  [{ filter: "a or b", only: 3 }, "peer:#3 (a or b)"],
])("shows the rows of %j", (query, expression) => {
  expect(expressionOf(query)).toBe(expression);
});
