import { describe, expect, it } from "vitest";
import { parseTimeSpan } from "../../../../../src/cli/nc/options/time-span.ts";

describe("times of ncat", () => {
  it.each([
    ["2", 2000],
    ["1.5s", 1500],
    ["500ms", 500],
    ["3m", 180_000],
    ["1H", 3_600_000],
    [".5", 500],
    ["99.9", 99_900],
    ["100s", 100_000],
  ])("%s is %i ms", (text, ms) => {
    expect(parseTimeSpan(text, "-w timeout")).toBe(ms);
  });

  it.each(["0", "-1", "abc", "", "1x", "5 s", "1e9", "600h"])("refuses %j", (text) => {
    expect(() => parseTimeSpan(text, "-i timeout")).toThrow(`Invalid -i timeout "${text}"`);
  });

  it("takes 0 where it means something", () => {
    expect(parseTimeSpan("0", "-q timeout", true)).toBe(0);
  });

  it("does not take a hundred seconds without a unit for what they say", () => {
    expect(() => parseTimeSpan("200", "-i timeout")).toThrow(
      'the default unit for -i timeout is seconds, so your time of "200" is 3.3 minutes. Use "200ms" for 200 milliseconds.',
    );
  });
});
