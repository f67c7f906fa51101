import type { CaptureRow, CharsetSpec } from "../../../api/index.ts";
import type { Translate } from "../i18n/translate.ts";
import type { RowRange } from "../lists/list-geometry.ts";
import { eventWords } from "../text/event-words.ts";
import { rowNumber } from "../text/row-marks.ts";
import { rowLine } from "../text/row-text.ts";
import { dateText } from "../text/time-text.ts";
import type { RowView } from "./row-view.ts";

/** Rows that are copied at one time at the most. */
export const MAX_COPIED_ROWS = 20_000;

const STEP_ROWS = 1_000;

/** One row as text: what the text column shows. */
function textOf(row: CaptureRow, charset: CharsetSpec, t: Translate, remote: string): string {
  if (row.kind !== "data") return eventWords(row, remote, t);
  return rowLine(row, row.direction === "out" ? charset.out : charset.in);
}

/** One row as a line of a table: number, time, direction, peer, length, text. */
function lineOf(row: CaptureRow, text: string, remote: string): string {
  const way = row.direction === "in" ? "<" : row.direction === "out" ? ">" : "*";
  return [rowNumber(row.index), dateText(row.timeUs), way, remote, row.length, text].join("\t");
}

/**
 * Rows as text to be copied: only their text, or with `remoteOf` whole lines with tabs between.
 */
export async function copyRows(
  view: RowView,
  range: RowRange,
  charset: CharsetSpec,
  t: Translate,
  remoteOf: ((peer: number) => string) | null,
): Promise<string> {
  const lines: string[] = [];
  const end = Math.min(range.end, range.first + MAX_COPIED_ROWS);
  for (let from = range.first; from < end; from += STEP_ROWS) {
    const rows = await view.read(from, Math.min(STEP_ROWS, end - from));
    for (const row of rows) {
      const remote = remoteOf === null || row.peer === 0 ? "" : remoteOf(row.peer);
      const text = textOf(row, charset, t, remote);
      lines.push(remoteOf === null ? text : lineOf(row, text, remote));
    }
    if (rows.length === 0) break;
  }
  return lines.join("\n");
}
