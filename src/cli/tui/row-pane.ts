import type { CaptureEvent } from "../../capture/index.ts";
import type { CaptureRow } from "../../engine/index.ts";
import { escapeText } from "../../bytes/index.ts";
import type { Messages } from "../messages/messages.ts";
import { eventSentence } from "../output/event-sentence.ts";
import { padToWidth, textWidth } from "../output/text-width.ts";
import { clockText, shortBytes, spanText } from "./quantity.ts";
import { highlighted, rowHexSpans, rowTextSpans } from "./row-text.ts";
import type { Rect, Screen, Span } from "./screen.ts";
import { bottomRank, linesOfRow } from "./scroll.ts";
import type { TuiState } from "./state.ts";
import { LOOK, peerStyle, reversed, type Style, underlined } from "./style.ts";

/** A rank and the lines that it takes on the screen. */
export interface PlacedRow {
  readonly rank: number;
  readonly row: CaptureRow;
  /** From the top of the list. */
  readonly line: number;
  readonly lines: number;
}

/** Which rows stand where: from the bottom upwards; while there are few, from the top. */
export function placedRows(state: TuiState, list: Rect): readonly PlacedRow[] {
  const { window } = state.rows;
  const tall = linesOfRow(state, list.width);
  const placed: { rank: number; row: CaptureRow; lines: number }[] = [];
  let used = 0;
  for (let rank = bottomRank(state.rows); rank >= window.from && used < list.height; rank--) {
    const row = window.rows[rank - window.from];
    if (row === undefined) continue;
    const lines = row.kind === "data" ? tall : 1;
    if (used + lines > list.height) break;
    placed.push({ rank, row, lines });
    used += lines;
  }
  let line = 0;
  return placed.reverse().map((each) => {
    const here = { ...each, line };
    line += each.lines;
    return here;
  });
}

/** The rank of the row at a line of the list; null: there is none. */
export function rankAtLine(state: TuiState, line: number, list: Rect): number | null {
  return placedRows(state, list).find((row) => line >= row.line && line < row.line + row.lines)?.rank ?? null;
}

/** Columns of the parts of a row; 0: left out. */
interface Columns {
  readonly time: number;
  readonly delta: number;
  readonly peer: number;
  readonly length: number;
}

function columnsFor(state: TuiState, width: number): Columns {
  const widest = Math.max(0, ...state.rows.window.rows.map(({ peer }) => String(peer).length));
  return {
    time: width >= 50 ? 12 : 8,
    delta: width >= 64 ? 7 : 0,
    peer: state.role === "client" ? 0 : Math.max(3, widest + 1),
    length: width >= 56 ? 5 : 0,
  };
}

/** Draws the rows. */
export function drawRows(screen: Screen, list: Rect, state: TuiState, messages: Messages): void {
  if (list.height < 1) return;
  if (state.rows.total === 0) {
    const isFiltered = state.filter.trim() !== "" || state.only !== null;
    screen.put(
      list.x + 1,
      list.y,
      isFiltered ? messages.tui.noMatch : messages.tui.emptyView,
      LOOK.dim,
      list.width - 1,
    );
    return;
  }
  const columns = columnsFor(state, list.width);
  for (const { rank, row, line, lines } of placedRows(state, list)) {
    const y = list.y + line;
    const used = screen.putSpans(list.x, y, headSpans(row, columns), list.width);
    drawBody(screen, { x: list.x + used, y, width: list.width - used, height: lines }, row, state, messages);
    if (rank === state.rows.cursor) {
      screen.restyle(
        { x: list.x, y, width: list.width, height: lines },
        state.focus === "rows" ? reversed : underlined,
      );
    }
  }
}

function headSpans(row: CaptureRow, columns: Columns): Span[] {
  const { kind, direction, peer, length } = row;
  const spans: Span[] = [{ text: `${clockText(row.timeUs).slice(0, columns.time)} `, style: LOOK.dim }];
  if (columns.delta > 0) spans.push({ text: `${spanText(row.deltaUs).padStart(columns.delta)} `, style: LOOK.dim });
  const arrow = kind !== "data" ? "·" : direction === "in" ? "←" : "→";
  spans.push({ text: `${arrow} `, style: kind !== "data" ? LOOK.dim : direction === "in" ? LOOK.in : LOOK.out });
  if (columns.peer > 0) {
    spans.push({ text: padToWidth(peer === 0 ? "" : `#${peer}`, columns.peer), style: peerStyle(peer) });
    spans.push({ text: " ", style: LOOK.plain });
  }
  if (columns.length > 0) {
    const text = kind === "data" ? shortBytes(length) : "";
    spans.push({ text: `${text.padStart(columns.length)} `, style: LOOK.dim });
  }
  return spans;
}

function drawBody(screen: Screen, rect: Rect, row: CaptureRow, state: TuiState, messages: Messages): void {
  if (row.kind !== "data") {
    screen.putSpans(rect.x, rect.y, [{ text: eventText(row, state, messages), style: eventStyle(row) }], rect.width);
    return;
  }
  const text = highlighted(textSpans(row, state, messages), state.search);
  if (state.out === "text") clipped(screen, rect, text);
  else if (state.out === "hex") screen.putSpans(rect.x, rect.y, rowHexSpans(row, rect.width), rect.width);
  else if (rect.height === 2) {
    clipped(screen, rect, text);
    screen.putSpans(rect.x, rect.y + 1, rowHexSpans(row, rect.width), rect.width);
  } else {
    const half = Math.floor((rect.width - 2) * 0.45);
    const rest = rect.width - half - 2;
    clipped(screen, { ...rect, width: half }, text);
    screen.putSpans(rect.x + half + 2, rect.y, rowHexSpans(row, rest), rest);
  }
}

/** Draws runs, and says at the end of the line when there is more. */
function clipped(screen: Screen, { x, y, width }: Rect, spans: readonly Span[]): void {
  if (width < 1) return;
  const total = new WidthCounter(width);
  for (const { text } of spans) total.add(text);
  screen.putSpans(x, y, spans, total.isOver ? width - 1 : width);
  if (total.isOver) screen.put(x + width - 1, y, "…", LOOK.mark, 1);
}

function textSpans(row: CaptureRow, { session }: TuiState, { line }: Messages): Span[] {
  if (row.length === 0) return [{ text: line.emptyDatagram, style: LOOK.warning }];
  const charset = session.spec.charset?.[row.direction ?? "in"] ?? "utf-8";
  const spans = rowTextSpans(row, charset);
  const error = row.framing?.error;
  if (error !== null && error !== undefined) spans.push({ text: ` ${error}`, style: LOOK.warning });
  return spans;
}

function eventText(row: CaptureRow, { role }: TuiState, messages: Messages): string {
  const sentence = eventSentence(row satisfies CaptureEvent, messages, role !== "client") ?? row.kind;
  const remote = row.detail?.["remote"];
  const isNew = (row.kind === "accept" || row.kind === "open") && role !== "client" && typeof remote === "string";
  return escapeText(isNew ? `${remote} ${sentence}` : sentence, { backslash: false });
}

function eventStyle({ kind }: CaptureRow): Style {
  switch (kind) {
    case "error":
    case "reset":
      return LOOK.error;
    case "limit":
    case "drop":
    case "fault":
      return LOOK.warning;
    case "listen":
    case "accept":
    case "open":
      return LOOK.good;
    default:
      return LOOK.dim;
  }
}

/** Adds up columns only as far as it matters. */
class WidthCounter {
  readonly #limit: number;
  #width = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isOver(): boolean {
    return this.#width > this.#limit;
  }

  add(text: string): void {
    if (this.isOver) return;
    // No character is wider than two columns, and hardly any text is longer than four units a column.
    this.#width += textWidth(text.slice(0, this.#limit * 4 + 8));
  }
}
