import { inputColumns, type Layout, layoutOf } from "./layout.ts";
import { fieldRows } from "./text-field.ts";
import type { RowsState, TuiState } from "./state.ts";

/** Rows this wide show text and bytes side by side; narrower ones, one below the other. */
const SIDE_BY_SIDE_COLUMNS = 110;

/** The layout of a state. */
export function layoutFor(state: TuiState): Layout {
  const { columns, rows } = state.size;
  return layoutOf({
    columns,
    rows,
    role: state.role,
    focus: state.focus,
    inputRows: fieldRows(state.composer.field, inputColumns(columns)).rows.length,
    hasFinder: state.finder !== null || state.filter.trim() !== "" || state.only !== null,
    inspecting: state.inspect !== null,
  });
}

/** Lines that a data row takes. */
export function linesOfRow(state: TuiState, width: number): number {
  return state.out === "both" && width < SIDE_BY_SIDE_COLUMNS ? 2 : 1;
}

/** Rows that fit on the screen at least. */
export function rowsOnScreen(state: TuiState): number {
  const { list } = layoutFor(state);
  return Math.max(1, Math.floor(list.height / linesOfRow(state, list.width)));
}

/** The last rank on the screen. */
export function bottomRank({ bottom, total }: RowsState): number {
  return Math.min(bottom ?? total - 1, total - 1);
}

/** Moves the view by rows; at the end it follows what comes again. */
export function scrollBy(state: TuiState, delta: number): TuiState {
  const { rows } = state;
  const visible = rowsOnScreen(state);
  const wanted = bottomRank(rows) + delta;
  if (wanted >= rows.total - 1) return delta > 0 ? following(state) : state;
  const bottom = Math.max(Math.min(visible, rows.total) - 1, wanted);
  return { ...state, rows: { ...rows, bottom, seen: rows.bottom === null ? rows.total : rows.seen } };
}

/** Shows the newest rows as they come. */
export function following(state: TuiState): TuiState {
  return { ...state, rows: { ...state.rows, bottom: null, cursor: null } };
}

/** Selects a row and brings it onto the screen. */
export function select(state: TuiState, rank: number): TuiState {
  const { rows } = state;
  if (rows.total === 0) return state;
  const cursor = Math.max(0, Math.min(rows.total - 1, rank));
  const visible = rowsOnScreen(state);
  let bottom = bottomRank(rows);
  if (cursor > bottom) bottom = cursor;
  if (cursor < bottom - visible + 1) bottom = cursor + visible - 1;
  bottom = Math.min(rows.total - 1, Math.max(bottom, Math.min(visible, rows.total) - 1));
  return { ...state, rows: { ...rows, cursor, bottom, seen: rows.bottom === null ? rows.total : rows.seen } };
}

/** Moves the selection; the first move selects the last row on the screen. */
export function moveCursor(state: TuiState, delta: number): TuiState {
  const { rows } = state;
  return select(state, rows.cursor === null ? bottomRank(rows) : rows.cursor + delta);
}

/** Which ranks are to be read for the screen: what it shows, and as much again before and behind where it does not follow. */
export function wantedRange(state: TuiState): { readonly from: number; readonly to: number } {
  const visible = Math.max(1, layoutFor(state).list.height);
  const last = bottomRank(state.rows);
  const from = Math.max(0, last + 1 - visible);
  return { from, to: Math.max(last + 1, Math.min(state.rows.total, visible)) };
}
