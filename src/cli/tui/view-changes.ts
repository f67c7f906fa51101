import type { Focus, OutMode, TuiState } from "./state.ts";
import { fieldOf } from "./text-field.ts";

const OUT_MODES: readonly OutMode[] = ["text", "hex", "both"];

/** The next way to show rows. */
export function withNextOut(state: TuiState): TuiState {
  const next = OUT_MODES[(OUT_MODES.indexOf(state.out) + 1) % OUT_MODES.length] ?? "text";
  return { ...state, out: next };
}

/** Opens the line that finds or filters. */
export function openFinder(state: TuiState, kind: "filter" | "search"): TuiState {
  const text = kind === "filter" ? state.filter : state.search;
  return {
    ...state,
    help: null,
    finder: { kind, field: fieldOf(text), problem: null, back: state.focus, before: text },
  };
}

/** Moves the focus; what belongs to the old one is closed. */
export function withFocus(state: TuiState, focus: Focus): TuiState {
  return { ...state, focus };
}
