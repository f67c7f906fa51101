import { describe, expect, it } from "vitest";
import type { CaptureRow, RowFraming } from "../../../../../src/api/index.ts";
import { en } from "../../../../../src/web/client/i18n/en.ts";
import { type Dictionary, makeTranslate } from "../../../../../src/web/client/i18n/translate.ts";
import { zh } from "../../../../../src/web/client/i18n/zh.ts";
import { checksumMark } from "../../../../../src/web/client/text/checksum-mark.ts";

const RIGHT = "01030000000ac5cd";
const WRONG = "01030000000ac5ce";
const MODBUS = { name: "modbus" };

function row(hex: string, changes: Partial<CaptureRow> = {}, framing: Partial<RowFraming> | null = null): CaptureRow {
  const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
  const head = { index: 0, kind: "data", timeUs: 0, deltaUs: 0, direction: "in", peer: 1, detail: null } as const;
  const whole: RowFraming = { continues: false, ended: 1, open: false, from: null, ends: [], error: null };
  return {
    ...head,
    length: bytes.length,
    bytes,
    carry: new Uint8Array(0),
    unfinished: 0,
    framing: framing === null ? null : { ...whole, ...framing },
    ...changes,
  };
}

const said = (value: CaptureRow, dictionary: Dictionary = en): string | undefined =>
  checksumMark(value, MODBUS, makeTranslate(dictionary))?.text;

describe("the checksum of a received row", () => {
  it.each([
    ["right", row(RIGHT), "✓"],
    ["wrong", row(WRONG), "✗ expected C5 CD"],
    ["too short", row("01"), "✗ too short for a checksum"],
    ["of what was sent", row(WRONG, { direction: "out" }), undefined],
    ["of which not all is here", row(WRONG, { length: 500 }), undefined],
    ["of nothing", row(""), undefined],
    ["of two right messages", row(RIGHT + RIGHT, {}, { ended: 2, ends: [8, 16] }), "✓"],
    ["of a right and a wrong one", row(RIGHT + WRONG, {}, { ended: 2, ends: [8, 16] }), "✗ expected C5 CD"],
    ["of a right one and a half", row(`${RIGHT}0103`, {}, { ended: 1, open: true, ends: [8] }), undefined],
    ["of a wrong one and a half", row(`${WRONG}0103`, {}, { ended: 1, open: true, ends: [8] }), "✗ expected C5 CD"],
    ["of the rest of one", row("c5cd", {}, { continues: true, ends: [2] }), undefined],
    [
      "of the rest of one and a wrong one",
      row(`c5cd${WRONG}`, {}, { continues: true, ended: 2, ends: [2, 10] }),
      "✗ expected C5 CD",
    ],
    ["of what breaks the framing", row(WRONG, {}, { ends: [8], error: "too long" }), undefined],
  ])("%s", (_name, value, expected) => {
    expect(said(value)).toBe(expected);
  });

  it("is told in Chinese, and in a few signs", () => {
    expect(said(row(WRONG), zh)).toBe("✗ 应为 C5 CD");
    expect(checksumMark(row(WRONG), MODBUS, makeTranslate(zh))?.short).toBe("✗ → C5 CD");
    expect(checksumMark(row(RIGHT), MODBUS, makeTranslate(zh))?.title).toBe("校验正确");
  });
});
