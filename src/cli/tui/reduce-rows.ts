import type { KeyPress } from "./key-parser.ts";
import type { Reduced } from "./action.ts";
import { bottomRank, following, moveCursor, rowsOnScreen, scrollBy, select } from "./scroll.ts";
import type { TuiState } from "./state.ts";
import { openFinder, withFocus, withNextOut } from "./view-changes.ts";

/** The view after a key to the rows. */
export function reduceRows(state: TuiState, { key, ctrl }: KeyPress): Reduced {
  const { rows } = state;
  const page = Math.max(1, rowsOnScreen(state) - 1);
  if (ctrl) {
    const half = Math.ceil(page / 2);
    if (key === "d" || key === "u") return plain(scrollBy(state, key === "d" ? half : -half));
    if (key === "f" || key === "b") return plain(scrollBy(state, key === "f" ? page : -page));
    return plain(state);
  }
  switch (key) {
    case "up":
    case "k":
      return plain(moveCursor(state, -1));
    case "down":
    case "j":
      return plain(moveCursor(state, 1));
    case "home":
    case "g":
      return plain(select(state, 0));
    case "end":
    case "G":
    case "escape":
      return plain(following(state));
    case " ":
      return plain(scrollBy(state, page));
    case "enter":
      return rows.total === 0
        ? plain(state)
        : { state, effects: [{ type: "inspect", rank: rows.cursor ?? bottomRank(rows) }] };
    case "/":
      return plain(openFinder(state, "search"));
    case "n":
    case "N":
      return state.search === ""
        ? plain(openFinder(state, "search"))
        : { state, effects: [{ type: "find", backwards: key === "n", here: false }] };
    case "f":
      return plain(openFinder(state, "filter"));
    case "o":
      return onlyPeerOfRow(state);
    case "v":
      return plain(withNextOut(state));
    default:
      return command(state, key);
  }
}

/** Keys that mean the same in the rows and in the peers. */
export function command(state: TuiState, key: string): Reduced {
  if (key === "?") return plain({ ...state, help: { top: 0 } });
  if (key === "q") return { state, effects: [{ type: "leave", how: "quit" }] };
  if (key === "i") return plain(withFocus(state, "composer"));
  return plain(state);
}

/** Shows only one peer's rows, or all again. */
export function onlyPeer(state: TuiState, peer: number): Reduced {
  const next = state.only === peer || peer === 0 ? null : peer;
  if (next === state.only) return plain(state);
  return { state: following({ ...state, only: next }), effects: [{ type: "query" }] };
}

function onlyPeerOfRow(state: TuiState): Reduced {
  if (state.only !== null) return onlyPeer(state, state.only);
  const { window, cursor } = state.rows;
  const row = window.rows[(cursor ?? bottomRank(state.rows)) - window.from];
  return row === undefined ? plain(state) : onlyPeer(state, row.peer);
}

function plain(state: TuiState): Reduced {
  return { state, effects: [] };
}
