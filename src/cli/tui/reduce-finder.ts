import { parseFilter } from "../../capture/index.ts";
import { LocalProtocolError } from "../../errors/index.ts";
import { editKeyOf } from "./edit-key.ts";
import type { TerminalInput } from "./key-parser.ts";
import type { Reduced } from "./action.ts";
import type { FinderState, TuiState } from "./state.ts";
import { edit, insert, type TextField } from "./text-field.ts";

/** The view after input to the line that finds or filters. A filter works as soon as it is right; the last right one stays. */
export function reduceFinder(
  state: TuiState,
  finder: FinderState,
  input: Exclude<TerminalInput, { type: "wheel" | "click" }>,
): Reduced {
  if (input.type !== "key") {
    const field = insert(finder.field, input.text.replaceAll("\n", " "));
    return field === null ? { state, effects: [] } : changed(state, finder, field);
  }
  const editing = editKeyOf(input);
  if (editing !== null) return changed(state, finder, edit(finder.field, editing));
  if (input.key === "escape") return cancelled(state, finder);
  if (input.key === "enter") return taken(state, finder);
  return { state, effects: [] };
}

function changed(state: TuiState, finder: FinderState, field: TextField): Reduced {
  if (finder.kind === "search")
    return { state: { ...state, search: field.text, finder: { ...finder, field } }, effects: [] };
  const problem = problemOf(field.text);
  const next = { ...finder, field, problem };
  if (problem !== null || field.text === state.filter) return { state: { ...state, finder: next }, effects: [] };
  return { state: { ...state, filter: field.text, finder: next }, effects: [{ type: "query" }] };
}

/** What is wrong with a filter; null: nothing. */
export function problemOf(filter: string): FinderState["problem"] {
  if (filter.trim() === "") return null;
  try {
    parseFilter(filter);
    return null;
  } catch (error) {
    if (!(error instanceof LocalProtocolError)) throw error;
    return { message: error.message, position: error.position ?? 0 };
  }
}

function cancelled(state: TuiState, { kind, before, back }: FinderState): Reduced {
  const closed: TuiState = { ...state, finder: null, focus: back };
  if (kind === "search") return { state: { ...closed, search: before }, effects: [] };
  return { state: { ...closed, filter: before }, effects: before === state.filter ? [] : [{ type: "query" }] };
}

function taken(state: TuiState, finder: FinderState): Reduced {
  // A wrong filter stays open with its fault in sight.
  if (finder.problem !== null) return { state, effects: [] };
  const closed: TuiState = { ...state, finder: null, focus: finder.back };
  if (finder.kind === "filter" || finder.field.text === "") return { state: closed, effects: [] };
  return { state: { ...closed, focus: "rows" }, effects: [{ type: "find", backwards: true, here: true }] };
}
