import { describe, expect, it } from "vitest";
import type { CaptureRow, RowFraming } from "../../../../../src/api/index.ts";
import { en } from "../../../../../src/web/client/i18n/en.ts";
import { makeTranslate } from "../../../../../src/web/client/i18n/translate.ts";
import { zh } from "../../../../../src/web/client/i18n/zh.ts";
import { rowMarks } from "../../../../../src/web/client/text/row-marks.ts";
import { rowLine, rowPieces } from "../../../../../src/web/client/text/row-text.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function row(payload: Uint8Array, changes: Partial<CaptureRow> = {}): CaptureRow {
  return {
    index: 9,
    kind: "data",
    timeUs: 0,
    deltaUs: 0,
    direction: "in",
    peer: 1,
    length: payload.length,
    bytes: payload,
    detail: null,
    framing: null,
    carry: new Uint8Array(0),
    unfinished: 0,
    ...changes,
  };
}

const framing = (changes: Partial<RowFraming>): RowFraming => ({
  continues: false,
  ended: 1,
  open: false,
  from: null,
  ends: [],
  error: null,
  ...changes,
});

/** Pieces as one string: brackets as they are, bad bytes as `?`. */
const drawn = (value: CaptureRow, charset: "utf-8" | "gbk" = "utf-8"): string =>
  rowPieces(value, charset)
    .map((piece) => (piece.kind === "bad" ? "?" : piece.text))
    .join("");

describe("text of a row", () => {
  it("shows a character split over two rows in the row in which it ends", () => {
    expect(drawn(row(bytes("c4e3ba"), { unfinished: 1 }), "gbk")).toBe("你");
    expect(drawn(row(bytes("c3"), { carry: bytes("ba") }), "gbk")).toBe("好");
  });

  it("shows bytes that are unfinished for good as bad", () => {
    expect(drawn(row(bytes("e4bd")))).toBe("?");
    expect(drawn(row(bytes("41ff42")))).toBe("A?B");
  });

  it("does not call the cut of the preview bad", () => {
    expect(drawn(row(bytes("41e4bd"), { length: 100 }))).toBe("A…");
  });

  it.each([
    ["one whole message", "one\n", {}, [4], "one\\n"],
    ["two messages", "a\nb\n", { ended: 2 }, [2, 4], "[a\\n][b\\n]"],
    ["a message and a half", "a\nb", { ended: 1, open: true }, [2], "[a\\n][b"],
    ["the rest and one more", "a\nb\n", { ended: 2, continues: true, from: 3 }, [2, 4], "a\\n][b\\n]"],
    ["a piece from the middle", "abc", { ended: 0, continues: true, open: true }, [], "abc"],
    ["the beginning only", "abc", { ended: 0, open: true }, [], "[abc"],
  ] as const)("puts brackets around %s", (_name, value, changes, ends, expected) => {
    expect(drawn(row(text(value), { framing: framing({ ...changes, ends }) }))).toBe(expected);
  });

  it("joins no characters over the end of a message", () => {
    const both = row(bytes("01c4e3ba"), { framing: framing({ ended: 2, ends: [2, 4] }) });
    expect(drawn(both, "gbk")).toBe("[\\x01?][愫]");
    const whole = row(bytes("01c4"), { framing: framing({ ends: [2] }) });
    expect(drawn(whole, "gbk")).toBe("\\x01?");
  });

  it("copies as one line without brackets", () => {
    expect(rowLine(row(text("a\nb"), { framing: framing({ open: true, ends: [2] }) }), "utf-8")).toBe("a\\nb");
  });
});

describe("marks of a row", () => {
  const t = makeTranslate(en);
  const words = (value: CaptureRow, translate = t): string[] => rowMarks(value, translate).map((mark) => mark.text);

  it("says how messages and reads lie", () => {
    expect(words(row(text("x"), { framing: framing({}) }))).toEqual([]);
    expect(words(row(text("x"), { framing: framing({ ended: 2 }) }))).toEqual(["2 messages in 1 read"]);
    expect(words(row(text("x"), { direction: "out", framing: framing({ ended: 2 }) }))).toEqual([
      "2 messages in 1 write",
    ]);
    expect(words(row(text("x"), { framing: framing({ ended: 3, continues: true, from: 1044, open: true }) }))).toEqual([
      "rest of #1044",
      "3 messages in 1 read",
      "half message",
    ]);
    expect(words(row(text("x"), { framing: framing({ error: "too long" }) }))).toEqual(["breaks the framing"]);
    expect(words(row(text("x"), { framing: framing({ ended: 2 }) }), makeTranslate(zh))).toEqual([
      "粘包：1 次读到 2 条",
    ]);
  });

  it("says where a character is split, and points to the row of the beginning", () => {
    expect(words(row(text("x"), { unfinished: 1 }))).toEqual(["split char"]);
    expect(words(row(text("x"), { carry: bytes("ba") }))).toEqual(["rest of char"]);
    expect(rowMarks(row(text("x"), { framing: framing({ continues: true, from: 7 }) }), t)[0]?.row).toBe(7);
  });
});
