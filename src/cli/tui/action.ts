import type { PeerState, SessionState } from "../../api/index.ts";
import type { CharsetName } from "../../bytes/index.ts";
import type { CaptureRow } from "../../engine/index.ts";
import type { TerminalInput } from "./key-parser.ts";
import type { InspectState, Notice, Rates, Target, TuiState } from "./state.ts";

/** What happens to the view. */
export type Action =
  | { readonly type: "input"; readonly input: TerminalInput }
  | { readonly type: "resize"; readonly columns: number; readonly rows: number }
  | { readonly type: "session"; readonly session: SessionState; readonly rates: Rates }
  | { readonly type: "peers"; readonly peers: readonly PeerState[] }
  | { readonly type: "counts"; readonly total: number; readonly scanned: number; readonly all: number }
  | { readonly type: "window"; readonly from: number; readonly rows: readonly CaptureRow[]; readonly passed: number }
  | { readonly type: "notice"; readonly notice: Notice | null }
  | { readonly type: "found"; readonly rank: number; readonly notice: Notice | null }
  | { readonly type: "inspect"; readonly inspect: InspectState | null }
  | { readonly type: "loaded"; readonly row: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: "target"; readonly target: Target }
  | { readonly type: "charset"; readonly charset: CharsetName }
  | { readonly type: "ended"; readonly notice: Notice };

/** A state and what is to be done because of it. */
export interface Reduced {
  readonly state: TuiState;
  readonly effects: readonly Effect[];
}

/** What the view asks its surroundings to do. */
export type Effect =
  | { readonly type: "send"; readonly bytes: Uint8Array; readonly to: Target }
  | { readonly type: "command"; readonly line: string }
  /** The filter or the peer whose rows are shown has changed. */
  | { readonly type: "query" }
  | { readonly type: "find"; readonly backwards: boolean; readonly here: boolean }
  | { readonly type: "inspect"; readonly rank: number }
  | { readonly type: "load"; readonly row: number; readonly offset: number }
  | { readonly type: "peer"; readonly how: "eof" | "close" | "reset"; readonly peer: number }
  | { readonly type: "leave"; readonly how: "quit" | "interrupt" | "endOfInput" }
  | { readonly type: "mouse"; readonly on: boolean }
  | { readonly type: "suspend" | "redraw" };
