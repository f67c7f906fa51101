import { describe, expect, it } from "vitest";
import { enManual } from "../../../../src/cli/manual/en.ts";
import { zhManual } from "../../../../src/cli/manual/zh.ts";
import { en } from "../../../../src/cli/messages/en.ts";
import { localeOf } from "../../../../src/cli/messages/locale.ts";
import { COMMAND_KEYS, TOPIC_KEYS } from "../../../../src/cli/messages/messages.ts";
import { zh } from "../../../../src/cli/messages/zh.ts";
import { SLASH_COMMANDS } from "../../../../src/cli/terminal/slash-command.ts";
import { ERROR_CODES } from "../../../../src/errors/index.ts";

describe("the dictionaries", () => {
  it("translate every error code", () => {
    expect(Object.keys(zh.codes ?? {}).sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  it("give the same examples in both languages", () => {
    for (const key of COMMAND_KEYS) {
      const commands = (manual: typeof enManual): readonly string[] =>
        manual.commands[key].examples.map(([line]) => line);
      expect(commands(zhManual)).toEqual(commands(enManual));
    }
  });

  it("give the same examples of every topic, and speak the same at length", () => {
    for (const key of TOPIC_KEYS) {
      const lines = (manual: typeof enManual): readonly string[] =>
        (manual.topics[key].examples ?? []).map(([line]) => line);
      expect(lines(zhManual)).toEqual(lines(enManual));
      expect(zhManual.topics[key].body.split("\n\n")).toHaveLength(enManual.topics[key].body.split("\n\n").length);
    }
  });

  it("explain every command of the prompt", () => {
    for (const messages of [en, zh]) {
      const explained = messages.prompt.commands.map(([command]) => command.split(" ")[0]);
      expect(explained).toEqual(expect.arrayContaining([...SLASH_COMMANDS]));
    }
  });
});

describe("localeOf", () => {
  it.each([
    [{}, "en"],
    [{ LANG: "zh_CN.UTF-8" }, "zh"],
    [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, "en"],
    [{ LANG: "de_DE.UTF-8", JACKFIELD_LANG: "zh" }, "zh"],
    [{ LANG: "zh_TW", JACKFIELD_LANG: "en" }, "en"],
    [{ LC_ALL: "", LANG: "zh_CN" }, "zh"],
  ])("reads %j as %s", (env, locale) => {
    expect(localeOf(env)).toBe(locale);
  });
});
