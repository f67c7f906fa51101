import type { CaptureRow } from "../../../api/index.ts";
import type { ChecksumSpec } from "../../../bytes/index.ts";
import type { Translate } from "../i18n/translate.ts";
import { checksumMark } from "./checksum-mark.ts";

/** One word in the column of boundaries. */
export interface RowMark {
  /** `several` messages in one read (粘包), `half` a part of one (半包), `split` a character over two rows, `bad`, `good`. */
  readonly kind: "several" | "half" | "split" | "bad" | "good";
  readonly text: string;
  /** The same in more words. @default the text */
  readonly title?: string;
  /** The same in a few signs, for a row with so many marks that they would hide its text. */
  readonly short: string;
  /** Row that the mark points to, or null. */
  readonly row: number | null;
}

/** The number of a row as it is shown: from 0, as filters (`row:1044`), the API and the command line count. */
export function rowNumber(index: number): number {
  return index;
}

function framingMarks(row: CaptureRow, t: Translate): RowMark[] {
  const { framing } = row;
  if (framing === null) return [];
  const marks: RowMark[] = [];
  if (framing.error !== null) marks.push({ kind: "bad", text: t("mark.badFrame"), short: "✗", row: null });
  if (framing.continues) {
    const text =
      framing.from === null ? t("mark.restUnknown") : t("mark.rest", { row: String(rowNumber(framing.from)) });
    const short = framing.from === null ? "…" : t("mark.restShort", { row: String(rowNumber(framing.from)) });
    marks.push({ kind: "half", text, short, row: framing.from });
  }
  if (framing.ended > 1) {
    const key = row.direction === "out" ? "mark.messagesOut" : "mark.messages";
    marks.push({ kind: "several", text: t(key, { n: framing.ended }), short: `×${framing.ended}`, row: null });
  }
  if (framing.open) marks.push({ kind: "half", text: t("mark.half"), short: t("mark.halfShort"), row: null });
  return marks;
}

/** What a data row says about the boundaries of reads, messages and characters, and of its checksum if that is looked at. */
export function rowMarks(row: CaptureRow, t: Translate, check: ChecksumSpec | null = null): RowMark[] {
  const marks = framingMarks(row, t);
  const checksum = check === null ? null : checksumMark(row, check, t);
  if (checksum !== null) marks.unshift(checksum);
  const short = t("mark.charShort");
  if (row.carry.length > 0) marks.push({ kind: "split", text: t("mark.joinedChar"), short: `…${short}`, row: null });
  if (row.unfinished > 0) marks.push({ kind: "split", text: t("mark.splitChar"), short: `${short}…`, row: null });
  return marks;
}
