import type { KeyPress, TerminalInput } from "./key-parser.ts";
import { holds } from "./layout.ts";
import { reduceComposer } from "./reduce-composer.ts";
import { reduceFinder } from "./reduce-finder.ts";
import { reduceInspect } from "./reduce-inspect.ts";
import { choosePeer, nextTarget, reducePeers } from "./reduce-peers.ts";
import { reduceRows } from "./reduce-rows.ts";
import type { Effect, Reduced } from "./action.ts";
import { layoutFor, rowsOnScreen, scrollBy } from "./scroll.ts";
import { withNextEol, withNextMode } from "./composer.ts";
import type { Focus, TuiState } from "./state.ts";
import { EMPTY_FIELD } from "./text-field.ts";
import { openFinder, withFocus, withNextOut } from "./view-changes.ts";
import { peerAtLine } from "./peer-pane.ts";
import { rankAtLine } from "./row-pane.ts";

const WHEEL_ROWS = 3;
const HELP_STEPS: Readonly<Record<string, number>> = { down: 1, j: 1, up: -1, k: -1, "page-down": 10, "page-up": -10 };

function only(state: TuiState): Reduced {
  return { state, effects: [] };
}

/** The view after a key, a paste or the mouse. */
export function reduceInput(before: TuiState, input: TerminalInput): Reduced {
  const state: TuiState = before.notice === null ? before : { ...before, notice: null };
  switch (input.type) {
    case "wheel":
      if (state.inspect !== null && holds(layoutFor(state).inspector, input.x, input.y)) {
        return reduceInspect(state, {
          type: "key",
          key: input.up ? "up" : "down",
          ctrl: false,
          alt: false,
          shift: false,
        });
      }
      return only(scrollBy(state, input.up ? -WHEEL_ROWS : WHEEL_ROWS));
    case "click":
      return click(state, input.x, input.y);
    case "key":
      return always(state, input) ?? focused(state, input);
    case "text":
      return typed(state, input.text);
    default:
      return focused(state, input);
  }
}

/** What a key does whatever has the focus; null: nothing. */
function always(state: TuiState, press: KeyPress): Reduced | null {
  const { key, ctrl, alt } = press;
  if (ctrl && key === "c") return interrupt(state);
  if (ctrl && key === "z") return { state, effects: [{ type: "suspend" }] };
  if (ctrl && key === "l") return { state, effects: [{ type: "redraw" }] };
  if (ctrl && key === "t") return only(nextTarget(state));
  if (alt && /^[0-9]$/.test(key)) return only(chosenByNumber(state, Number(key)));
  switch (key) {
    case "f1":
      return only({ ...state, help: state.help === null ? { top: 0 } : null });
    case "f2":
      return only(withNextOut(state));
    case "f3":
      return only(openFinder(state, "search"));
    case "f4":
      return only(openFinder(state, "filter"));
    case "f5":
      return only({ ...state, composer: withNextMode(state.composer), focus: "composer" });
    case "f6":
      return only({ ...state, composer: withNextEol(state.composer) });
    case "f8":
      return { state: { ...state, mouse: !state.mouse }, effects: [{ type: "mouse", on: !state.mouse }] };
    case "page-up":
    case "page-down":
      return state.inspect !== null || state.help !== null
        ? null
        : only(scrollBy(state, (key === "page-up" ? -1 : 1) * Math.max(1, rowsOnScreen(state) - 1)));
    default:
      return null;
  }
}

function focused(state: TuiState, input: Exclude<TerminalInput, { type: "wheel" | "click" }>): Reduced {
  if (state.help !== null) return helpKey(state, input);
  if (state.finder !== null) return reduceFinder(state, state.finder, input);
  if (input.type === "key" && input.key === "tab" && !completes(state)) {
    return only(withFocus(state, nextFocus(state, input.shift ? -1 : 1)));
  }
  if (state.inspect !== null && state.focus === "rows") return reduceInspect(state, asKey(input));
  if (state.focus === "rows") return reduceRows(state, asKey(input));
  if (state.focus === "peers") return reducePeers(state, asKey(input));
  return reduceComposer(state, input);
}

/** Characters that come together are several keys where no text is typed; one of them may open a line that takes the rest. */
function typed(before: TuiState, text: string): Reduced {
  const effects: Effect[] = [];
  let state = before;
  let rest = text;
  while (rest !== "") {
    const takesText = state.help === null && (state.finder !== null || state.focus === "composer");
    const now = takesText ? rest : String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(now.length);
    const reduced = focused(state, { type: "text", text: now });
    state = reduced.state;
    effects.push(...reduced.effects);
  }
  return { state, effects };
}

/** Tab completes a command that is being typed. */
function completes({ focus, composer }: TuiState): boolean {
  return focus === "composer" && composer.mode === "text" && /^\/\S+$/.test(composer.field.text);
}

/** Outside of text fields a typed character is a key, and a paste is none. */
function asKey(input: Exclude<TerminalInput, { type: "wheel" | "click" }>): KeyPress {
  if (input.type === "key") return input;
  return { type: "key", key: input.type === "text" ? input.text : "", ctrl: false, alt: false, shift: false };
}

function interrupt(state: TuiState): Reduced {
  if (state.help !== null) return only({ ...state, help: null });
  if (state.finder !== null) return only({ ...state, finder: null, focus: state.finder.back });
  if (state.ended === null && state.composer.field.text !== "") {
    return only({ ...state, focus: "composer", composer: { ...state.composer, field: EMPTY_FIELD, recalled: -1 } });
  }
  return { state, effects: [{ type: "leave", how: state.ended === null ? "interrupt" : "quit" }] };
}

function helpKey(state: TuiState, input: Exclude<TerminalInput, { type: "wheel" | "click" }>): Reduced {
  const { key } = asKey(input);
  const top = state.help?.top ?? 0;
  const step = HELP_STEPS[key];
  if (step !== undefined) return only({ ...state, help: { top: Math.max(0, top + step) } });
  return only({ ...state, help: null });
}

function nextFocus({ focus, role }: TuiState, step: 1 | -1): Focus {
  const all: readonly Focus[] = role === "client" ? ["composer", "rows"] : ["composer", "rows", "peers"];
  return all[(all.indexOf(focus) + step + all.length) % all.length] ?? "composer";
}

function chosenByNumber(state: TuiState, digit: number): TuiState {
  if (digit === 0) return choosePeer(state, 0);
  return state.peers.some(({ id, phase }) => id === digit && phase !== "gone") ? choosePeer(state, digit) : state;
}

function click(state: TuiState, x: number, y: number): Reduced {
  if (state.help !== null) return only({ ...state, help: null });
  const layout = layoutFor(state);
  if (holds(layout.peers, x, y)) {
    const peer = peerAtLine(state, y - layout.peers.y, layout.peers.height);
    return peer === null ? only(withFocus(state, "peers")) : only(choosePeer(withFocus(state, "peers"), peer));
  }
  if (holds(layout.list, x, y)) {
    const rank = rankAtLine(state, y - layout.list.y, layout.list);
    if (rank === null) return only(withFocus(state, "rows"));
    const again = state.rows.cursor === rank && state.focus === "rows";
    const rows = { ...state.rows, cursor: rank, bottom: state.rows.bottom ?? state.rows.total - 1 };
    const seen = state.rows.bottom === null ? state.rows.total : state.rows.seen;
    const next: TuiState = { ...state, focus: "rows", rows: { ...rows, seen } };
    return { state: next, effects: again || state.inspect !== null ? [{ type: "inspect", rank }] : [] };
  }
  if (holds(layout.input, x, y) || holds(layout.preview, x, y)) return only(withFocus(state, "composer"));
  return only(state);
}
