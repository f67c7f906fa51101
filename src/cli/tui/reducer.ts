import type { Action, Reduced } from "./action.ts";
import { reduceInput } from "./reduce-input.ts";
import { usualTarget } from "./reduce-peers.ts";
import { rowsOnScreen } from "./scroll.ts";
import { openPeers, type RowsState, type TuiState } from "./state.ts";

/** The view after something happened. */
export function reduce(state: TuiState, action: Action): Reduced {
  if (action.type === "input") return reduceInput(state, action.input);
  return { state: happened(state, action), effects: [] };
}

function happened(state: TuiState, action: Exclude<Action, { type: "input" }>): TuiState {
  switch (action.type) {
    case "resize":
      return { ...state, size: { columns: action.columns, rows: action.rows } };
    case "session":
      return { ...state, session: action.session, rates: action.rates };
    case "peers":
      return withPeers(state, action.peers);
    case "counts":
      return { ...state, rows: counted(state.rows, action) };
    case "window": {
      const { from, rows, passed } = action;
      return { ...state, rows: { ...state.rows, window: { from, rows }, passed: state.rows.passed + passed } };
    }
    case "notice":
      return { ...state, notice: action.notice };
    case "found":
      return found(state, action.rank, action.notice);
    case "inspect":
      return inspected(state, action.inspect);
    case "loaded": {
      const { inspect } = state;
      if (inspect === null || inspect.row.index !== action.row) return state;
      return { ...state, inspect: { ...inspect, offset: action.offset, bytes: action.bytes } };
    }
    case "target":
      return { ...state, target: action.target };
    case "charset":
      return { ...state, composer: { ...state.composer, charset: action.charset } };
    default:
      return { ...state, ended: action.notice, finder: null };
  }
}

function withPeers(state: TuiState, peers: TuiState["peers"]): TuiState {
  const known = state.peerCursor === 0 || peers.some(({ id }) => id === state.peerCursor);
  const next = known ? state.peerCursor : (peers.findLast(({ id }) => id < state.peerCursor)?.id ?? 0);
  const { target } = state;
  if (typeof target !== "number" || openPeers(peers).some(({ id }) => id === target)) {
    return { ...state, peers, peerCursor: next };
  }
  const notice: TuiState["notice"] =
    state.role === "client" ? state.notice : { tone: "warning", say: (m) => m.prompt.peerGone(target) };
  return { ...state, peers, peerCursor: next, target: usualTarget(state), notice };
}

/** A new search begins at nothing: then what was selected means nothing any more. */
function counted(rows: RowsState, { total, scanned, all }: { total: number; scanned: number; all: number }): RowsState {
  const { bottom, cursor } = rows;
  return {
    ...rows,
    total,
    scanned,
    all,
    bottom: bottom !== null && bottom >= total ? null : bottom,
    cursor: cursor !== null && cursor >= total ? null : cursor,
  };
}

function found(state: TuiState, rank: number, notice: TuiState["notice"]): TuiState {
  const { rows } = state;
  const half = Math.floor(rowsOnScreen(state) / 2);
  const bottom = Math.min(rows.total - 1, Math.max(rank + half, Math.min(rowsOnScreen(state), rows.total) - 1));
  return { ...state, focus: "rows", notice, rows: { ...rows, cursor: rank, bottom, seen: rows.total } };
}

function inspected(state: TuiState, inspect: TuiState["inspect"]): TuiState {
  if (inspect === null) return { ...state, inspect };
  const next: TuiState = { ...state, inspect, focus: "rows" };
  return { ...next, rows: { ...next.rows, ...keptVisible(next, inspect.rank) } };
}

/** The inspector takes room from the list: the row that it shows stays in sight. */
function keptVisible(state: TuiState, rank: number): Partial<RowsState> {
  const visible = rowsOnScreen(state);
  const bottom = Math.min(state.rows.total - 1, state.rows.bottom ?? state.rows.total - 1);
  const seen = state.rows.bottom === null ? state.rows.total : state.rows.seen;
  if (rank > bottom) return { cursor: rank, bottom: rank, seen };
  if (rank < bottom - visible + 1) return { cursor: rank, bottom: rank + visible - 1, seen };
  return { cursor: rank, bottom, seen };
}
