import type { PeerState, SessionState } from "../../src/api/index.ts";
import type { CaptureRow } from "../../src/engine/index.ts";
import { messagesOf } from "../../src/cli/messages/locale.ts";
import type { Messages } from "../../src/cli/messages/messages.ts";
import { draw } from "../../src/cli/tui/draw.ts";
import { type InitialState, initialState, type TuiState } from "../../src/cli/tui/state.ts";

/** A session that listens and has seen nothing. */
export const LISTENING: SessionState = {
  id: "s1",
  spec: { type: "tcp-server", port: 8080 },
  name: "127.0.0.1:8080",
  phase: "open",
  local: "127.0.0.1:8080",
  problem: null,
  openedUs: 0,
  counters: { bytesIn: 0, bytesOut: 0, readsIn: 0, writesOut: 0 },
  peersOpen: 0,
  peersTotal: 0,
  rows: 0,
  captureBytes: 0,
  captureFile: null,
  drops: { kernel: 0, unrecorded: 0 },
  repeats: [],
  transfers: [],
};

/** A view of 120 columns by 30 rows on it. */
export function viewState(change: Partial<InitialState> = {}): TuiState {
  return initialState({
    role: "server",
    size: { columns: 120, rows: 30 },
    title: "jack listen 127.0.0.1:8080",
    session: LISTENING,
    mode: "text",
    eol: "lf",
    checksum: null,
    charset: "utf-8",
    out: "text",
    ...change,
  });
}

/** A peer at a port of this machine. */
export function peerState(id: number, change: Partial<PeerState> = {}): PeerState {
  return {
    id,
    network: "tcp",
    local: "127.0.0.1:8080",
    remote: `127.0.0.1:${50_000 + id}`,
    phase: "open",
    openedUs: 0,
    closedUs: null,
    counters: { bytesIn: 0, bytesOut: 0, readsIn: 0, writesOut: 0 },
    queuedBytes: 0,
    ...change,
  };
}

/** A row of data from peer 1. */
export function dataRow(index: number, data: string | Uint8Array, change: Partial<CaptureRow> = {}): CaptureRow {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return {
    index,
    kind: "data",
    timeUs: 1_700_000_000_000_000 + index * 1000,
    deltaUs: 1000,
    direction: "in",
    peer: 1,
    length: bytes.length,
    bytes,
    detail: null,
    framing: null,
    carry: new Uint8Array(0),
    unfinished: 0,
    ...change,
  };
}

/** A view that shows these rows, the last of many. */
export function withRows(state: TuiState, rows: readonly CaptureRow[], from = 0): TuiState {
  const total = from + rows.length;
  return { ...state, rows: { ...state.rows, total, scanned: total, all: total, window: { from, rows } } };
}

const EN: Messages = await messagesOf("en");

/** The lines of the picture of a state. */
export function linesOf(state: TuiState, messages: Messages = EN): string[] {
  const screen = draw(state, messages);
  return Array.from({ length: screen.rows }, (_, y) => screen.line(y));
}
