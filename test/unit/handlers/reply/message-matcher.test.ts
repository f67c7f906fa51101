import { describe, expect, it } from "vitest";
import { compileMatch } from "../../../../src/handlers/reply/message-matcher.ts";
import { runWithin } from "../../../../src/engine/bounded-run.ts";
import type { MatchSpec } from "../../../../src/handlers/reply/reply-rule.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a match", () => {
  it.each<[MatchSpec, string, boolean]>([
    [{ type: "any" }, "", true],
    [{ type: "exact", text: "你好" }, "你好", true],
    [{ type: "exact", text: "你好" }, "你好!", false],
    [{ type: "exact", text: "" }, "", true],
    [{ type: "prefix", text: "GET " }, "GET /", true],
    [{ type: "prefix", text: "GET " }, "GE", false],
    [{ type: "suffix", text: "\r\n" }, "x\r\n", true],
    [{ type: "suffix", text: "\r\n" }, "\n", false],
    [{ type: "contains", text: "aab" }, "aaab", true],
    [{ type: "contains", text: "aab" }, "aaa", false],
    [{ type: "contains", text: "" }, "", true],
    [{ type: "hex", pattern: "01 ?? 0? ff" }, "\u0001z\u0009", false],
    [{ type: "hex", pattern: "01 ?? 0?" }, "\u0001z\u0009", true],
    [{ type: "hex", pattern: "01 7?" }, "\u0001z\u0009", false],
    [{ type: "hex", pattern: "01 7? *" }, "\u0001z\u0009", true],
    [{ type: "hex", pattern: "01 7? *" }, "\u0001", false],
    [{ type: "hex", pattern: "" }, "", true],
  ])("%j on %j is %s", (spec, message, expected) => {
    expect(compileMatch(spec, "utf-8")(utf8(message)) !== null).toBe(expected);
  });

  it("compares in the peers' charset", () => {
    const match = compileMatch({ type: "exact", text: "你好" }, "gbk");
    expect(match(Uint8Array.of(0xc4, 0xe3, 0xba, 0xc3))).toEqual({});
    expect(match(utf8("你好"))).toBeNull();
  });

  it("captures by number and by name, and forgets positions between messages", () => {
    const match = compileMatch({ type: "regex", pattern: "temp=(?<value>\\d+)(x)?", flags: "giy" }, "utf-8");
    for (let round = 0; round < 2; round++) {
      expect(match(utf8("TEMP=21"))).toEqual({ 0: "TEMP=21", 1: "21", 2: "", value: "21" });
    }
    expect(match(utf8("temp="))).toBeNull();
  });

  it("gives up a regular expression that backtracks for ever, and goes on with the next message", () => {
    const match = compileMatch({ type: "regex", pattern: "(a+)+b" }, "utf-8", runWithin);
    expect(match(utf8("a".repeat(50_000)))).toBe("slow");
    expect(match(utf8("aab"))).toEqual({ 0: "aab", 1: "aa" });
  });

  it.each<[MatchSpec, string, number | undefined]>([
    [{ type: "regex", pattern: "(" }, "ERR_BAD_OPTION", undefined],
    [{ type: "regex", pattern: "a", flags: "q" }, "ERR_BAD_OPTION", undefined],
    [{ type: "hex", pattern: "01 g0" }, "ERR_BAD_HEX", 3],
    [{ type: "hex", pattern: "01 0" }, "ERR_BAD_HEX", 4],
    [{ type: "hex", pattern: "01 * 02" }, "ERR_BAD_HEX", 3],
    [{ type: "exact", text: "€" }, "ERR_UNENCODABLE", 0],
  ])("refuses %j", (spec, code, position) => {
    expect(() => compileMatch(spec, "gb2312")).toThrowError(
      expect.objectContaining(position === undefined ? { code } : { code, position }),
    );
  });
});
