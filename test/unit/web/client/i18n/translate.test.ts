import { describe, expect, it } from "vitest";
import { en } from "../../../../../src/web/client/i18n/en.ts";
import {
  fillText,
  makeTranslate,
  preferredLanguage,
  type TextKey,
} from "../../../../../src/web/client/i18n/translate.ts";
import { zh } from "../../../../../src/web/client/i18n/zh.ts";

const namesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)(?:\|[^}]*)?\}/g)].map((match) => match[1] ?? ""))].sort();

describe("dictionaries", () => {
  it.each(Object.keys(en) as TextKey[])("%s has the same parameters in both languages", (key) => {
    expect(zh[key]).not.toBe("");
    // Chinese needs no plural, so a parameter may be used in fewer places, but it must not be unknown.
    expect(namesIn(en[key])).toEqual(expect.arrayContaining(namesIn(zh[key])));
    expect(namesIn(zh[key]).length).toBe(namesIn(en[key]).length);
  });

  it("fills parameters, thousands separators and plurals", () => {
    const t = makeTranslate(en);
    expect(t("mark.messages", { n: 2 })).toBe("2 messages in 1 read");
    expect(t("filter.matches", { n: 1 })).toBe("1 match");
    expect(t("rows.new", { n: 12_345 })).toBe("12,345 new");
    expect(t("form.open")).toBe("Open");
    expect(makeTranslate(zh)("mark.messages", { n: 2 })).toBe("粘包：1 次读到 2 条");
  });

  it("leaves an unknown parameter as it is", () => {
    expect(fillText("{a} {b|x|y}", { a: 1 })).toBe("1 {b|x|y}");
  });

  it.each([
    [["zh-CN", "en"], "zh"],
    [["zh-Hant-TW"], "zh"],
    [["fr", "en-US", "zh"], "en"],
    [["de"], "en"],
    [[], "en"],
  ])("begins for %j with %s", (languages, expected) => {
    expect(preferredLanguage(languages)).toBe(expected);
  });
});
