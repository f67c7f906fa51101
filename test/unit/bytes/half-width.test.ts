import { describe, expect, it } from "vitest";
import { halfWidth } from "../../../src/bytes/index.ts";

describe("halfWidth", () => {
  it.each([
    ["ＡＡ　５５，０ｘ１", "AA 55,0x1"],
    ["127.0.0.1：8080", "127.0.0.1:8080"],
    ["你好、世界。", "你好,世界。"],
    ["～！", "~!"],
    ["", ""],
  ])("of %j is %j", (text, half) => {
    expect(halfWidth(text)).toBe(half);
    expect(half).toHaveLength(text.length);
  });
});
