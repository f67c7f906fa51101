import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textWidth } from "../../../../src/cli/output/text-width.ts";
import { edit, type EditKey, fieldOf, fieldRows, insert, MAX_FIELD } from "../../../../src/cli/tui/text-field.ts";

/** `|` is the cursor. */
const field = (marked: string): { text: string; cursor: number } => ({
  text: marked.replace("|", ""),
  cursor: marked.indexOf("|"),
});
const marked = ({ text, cursor }: { text: string; cursor: number }): string =>
  `${text.slice(0, cursor)}|${text.slice(cursor)}`;

describe("editing", () => {
  it.each<readonly [string, EditKey, string]>([
    ["ab|c", "left", "a|bc"],
    ["|abc", "left", "|abc"],
    ["ab|", "right", "ab|"],
    ["你|好", "backspace", "|好"],
    ["你|好", "delete", "你|"],
    ["x👨‍👩‍👧|", "backspace", "x|"],
    ["🇨🇳|", "left", "|🇨🇳"],
    ["e\u0301|", "backspace", "|"],
    ["one two|", "kill-word", "one |"],
    ["one  |", "kill-word", "|"],
    ["a.b/c|", "word-left", "a.b/|c"],
    ["|one two", "word-right", "one| two"],
    ["ab\ncd|ef", "home", "ab\n|cdef"],
    ["ab\nc|d\nef", "end", "ab\ncd|\nef"],
    ["ab\ncd|ef", "kill-to-start", "ab\n|ef"],
    ["a|b\ncd", "kill-to-end", "a|\ncd"],
    ["a|\ncd", "kill-to-end", "a|cd"],
    ["|\n", "home", "|\n"],
    ["\n|", "home", "\n|"],
  ])("%j %s → %j", (before, how, after) => {
    expect(marked(edit(field(before), how))).toBe(after);
  });

  it("inserts at the cursor, and takes nothing of what is too much", () => {
    expect(marked(insert(field("a|b"), "你")!)).toBe("a你|b");
    expect(insert(fieldOf("a".repeat(MAX_FIELD)), "b")).toBeNull();
  });
});

describe("rows of a field", () => {
  it.each([
    ["|", 10, [""], { row: 0, column: 0 }],
    ["abc|", 10, ["abc"], { row: 0, column: 3 }],
    ["a|bc", 10, ["abc"], { row: 0, column: 1 }],
    ["你好|世界", 5, ["你好", "世界"], { row: 1, column: 0 }],
    ["你好世|", 5, ["你好", "世"], { row: 1, column: 2 }],
    ["abcd|", 4, ["abcd", ""], { row: 1, column: 0 }],
    ["a\nb|", 10, ["a↵", "b"], { row: 1, column: 1 }],
    ["a|\nb", 10, ["a↵", "b"], { row: 0, column: 1 }],
    ["\t\u001b|", 10, ["\\t\\e"], { row: 0, column: 4 }],
    ["a\u202eb|", 20, ["a\\u202Eb"], { row: 0, column: 8 }],
  ])("of %j in %i columns", (text, columns, rows, cursor) => {
    const broken = fieldRows(field(text), columns);
    expect(broken.rows.map((row) => row.map((piece) => piece.text).join(""))).toEqual(rows);
    expect(broken.cursor).toEqual(cursor);
  });

  it("never makes a row too wide, loses nothing and never shows a control character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 12, max: 30 }), (text, columns) => {
        const { rows } = fieldRows(fieldOf(text), columns);
        for (const row of rows) {
          const shown = row.map((piece) => piece.text).join("");
          expect(textWidth(shown)).toBeLessThanOrEqual(columns);
          expect(shown).not.toMatch(/\p{Cc}/u);
        }
        const starts = rows.flat().map(({ at }) => at);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
      }),
    );
  });
});
