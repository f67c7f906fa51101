import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readReplyRules, readRulesFile } from "../../../../src/cli/options/reply-rules.ts";

describe("readReplyRules", () => {
  it.each([
    ["ping=>pong\\r\\n", { match: { type: "contains", text: "ping" }, answer: { text: "pong\r\n" } }],
    ["=>hello", { match: { type: "any" }, answer: { text: "hello" } }],
    [
      "/^GET (\\w+)/i=>{{1}}",
      { match: { type: "regex", pattern: "^GET (\\w+)", flags: "i" }, answer: { text: "{{1}}" } },
    ],
    ["hex:01 03 *=>hex:01 83", { match: { type: "hex", pattern: "01 03 *" }, answer: { hex: "01 83" } }],
    ["a=>b=>c", { match: { type: "contains", text: "a" }, answer: { text: "b=>c" } }],
    ["\\xe4\\xbd\\xa0=>好", { match: { type: "contains", text: "你" }, answer: { text: "好" } }],
  ])("reads %j", async (value, rule) => {
    expect(await readReplyRules([value])).toEqual([{ name: value, ...rule }]);
  });

  it("reads JSON, one rule or several, and keeps the order of all", async () => {
    const rules = await readReplyRules([
      '{"answer":{"text":"a"}}',
      "x=>y",
      '[{"answer":{"hex":"00"}},{"close":"fin"}]',
    ]);
    expect(rules).toMatchObject([
      { answer: { text: "a" } },
      { answer: { text: "y" } },
      { answer: { hex: "00" } },
      { close: "fin" },
    ]);
  });

  it("reads a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "jf-rules-"));
    try {
      const file = join(folder, "rules.json");
      await writeFile(file, '[{"answer":{"text":"hi"}}]');
      expect(await readReplyRules([file])).toEqual([{ answer: { text: "hi" } }]);
      await writeFile(file, "no json");
      await expect(readRulesFile(file)).rejects.toThrow(`${file} is no JSON`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it.each([
    ["/nowhere/rules.json", '--reply: "/nowhere/rules.json" cannot be read: it is not there'],
    ["./nowhere", '--reply: "./nowhere" cannot be read: it is not there'],
    ["/ping/", "MATCH=>ANSWER"],
    ["foo", '"foo" is no rule: write MATCH=>ANSWER'],
    [tmpdir(), `--reply: "${tmpdir()}" cannot be read: it is a folder`],
    ['{"answer":1}', "answer"],
    ["[{", "is no JSON"],
    ["a=>\\xff", "is no text; write bytes as hex:"],
  ])("refuses %j", async (value, message) => {
    await expect(readReplyRules([value])).rejects.toThrow(message);
  });
});
