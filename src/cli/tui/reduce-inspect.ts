import { dumpLines, dumpWidth, PART_BYTES } from "./inspect-pane.ts";
import type { KeyPress } from "./key-parser.ts";
import { command } from "./reduce-rows.ts";
import type { Reduced } from "./action.ts";
import { layoutFor } from "./scroll.ts";
import type { TuiState } from "./state.ts";

/** The view after a key while a row's bytes are looked at. */
export function reduceInspect(state: TuiState, { key }: KeyPress): Reduced {
  const { inspect } = state;
  if (inspect === null) return { state, effects: [] };
  const pane = layoutFor(state).inspector;
  const height = Math.max(1, pane.height - 1);
  const last = Math.max(0, dumpLines(inspect, pane.width) - height);
  const tops: Readonly<Record<string, number>> = {
    up: inspect.top - 1,
    k: inspect.top - 1,
    down: inspect.top + 1,
    j: inspect.top + 1,
    "page-up": inspect.top - height,
    "page-down": inspect.top + height,
    " ": inspect.top + height,
    home: 0,
    end: last,
  };
  const top = tops[key];
  if (top !== undefined) return scrolled(state, Math.max(0, Math.min(last, top)), height, dumpWidth(pane.width));
  switch (key) {
    case "escape":
    case "enter":
      return { state: { ...state, inspect: null }, effects: [] };
    case "left":
    case "p":
      return inspect.rank > 0
        ? { state, effects: [{ type: "inspect", rank: inspect.rank - 1 }] }
        : { state, effects: [] };
    case "right":
    case "n":
      return inspect.rank + 1 < state.rows.total
        ? { state, effects: [{ type: "inspect", rank: inspect.rank + 1 }] }
        : { state, effects: [] };
    default:
      return command(state, key);
  }
}

function scrolled(state: TuiState, top: number, height: number, lineBytes: number): Reduced {
  const { inspect } = state;
  if (inspect === null) return { state, effects: [] };
  const next: TuiState = { ...state, inspect: { ...inspect, top } };
  const from = top * lineBytes;
  const to = Math.min(inspect.row.length, (top + height) * lineBytes);
  if (from >= inspect.offset && to <= inspect.offset + inspect.bytes.length) return { state: next, effects: [] };
  const offset = Math.max(0, from - PART_BYTES / 2);
  return { state: next, effects: [{ type: "load", row: inspect.row.index, offset: offset - (offset % lineBytes) }] };
}
