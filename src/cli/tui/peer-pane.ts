import type { PeerState } from "../../api/index.ts";
import { escapeText } from "../../bytes/index.ts";
import type { Messages } from "../messages/messages.ts";
import { padToWidth, textWidth } from "../output/text-width.ts";
import { shortBytes } from "./quantity.ts";
import type { Rect, Screen } from "./screen.ts";
import { openPeers, type TuiState } from "./state.ts";
import { LOOK, peerStyle, reversed, type Style } from "./style.ts";

const MARKS: Readonly<Record<PeerState["phase"], string>> = {
  open: "●",
  "half-closed-in": "◐",
  "half-closed-out": "◑",
  gone: "○",
};

/** First entry on the screen: the list is scrolled so that the cursor is in sight. */
function firstEntry(state: TuiState, height: number): number {
  const at = [0, ...state.peers.map(({ id }) => id)].indexOf(state.peerCursor);
  const entries = state.peers.length + 1;
  return Math.max(0, Math.min(entries - height, at - Math.floor(height / 2)));
}

/** The peer at a line of the list: 0 for all; null: there is none. */
export function peerAtLine(state: TuiState, line: number, height: number): number | null {
  const entry = firstEntry(state, height) + line;
  return entry === 0 ? 0 : (state.peers[entry - 1]?.id ?? null);
}

/** Draws the peers: all of them first, then each with its state, address and what went through. */
export function drawPeers(screen: Screen, rect: Rect, state: TuiState, messages: Messages): void {
  const { x, y, width, height } = rect;
  if (width < 1) return;
  for (let line = 0; line < height; line++) screen.put(x + width, y + line, "│", LOOK.dim);
  const first = firstEntry(state, height);
  for (let line = 0; line < height; line++) {
    const entry = first + line;
    const peer = entry === 0 ? null : state.peers[entry - 1];
    if (peer === undefined) break;
    const id = peer?.id ?? 0;
    const isTarget = id === (typeof state.target === "number" ? state.target : 0);
    screen.put(x, y + line, isTarget ? "▶" : " ", LOOK.bold);
    if (peer === null) drawAll(screen, { x: x + 1, y, width: width - 1, height: 1 }, state, messages);
    else drawPeer(screen, { x: x + 1, y: y + line, width: width - 1, height: 1 }, peer, state);
    if (state.focus === "peers" && id === state.peerCursor) {
      screen.restyle({ x, y: y + line, width, height: 1 }, reversed);
    }
  }
}

function drawAll(screen: Screen, { x, y, width }: Rect, state: TuiState, { tui }: Messages): void {
  const count = openPeers(state.peers).length;
  const text =
    count === 0 ? tui.nobody : state.role === "udp" && state.target !== "all" ? tui.toLast : tui.toAll(count);
  screen.put(x, y, text, count === 0 ? LOOK.dim : LOOK.bold, width);
}

function drawPeer(screen: Screen, { x, y, width }: Rect, peer: PeerState, state: TuiState): void {
  const { id, phase, counters, queuedBytes } = peer;
  const isGone = phase === "gone";
  const look: Style = isGone ? LOOK.dim : peerStyle(id);
  const traffic = `←${shortBytes(counters.bytesIn)} →${shortBytes(counters.bytesOut)}`;
  const room = Math.max(0, width - textWidth(traffic) - 1);
  const name = `${MARKS[phase]}#${id} ${state.names.get(id) ?? peerLabel(peer)}`;
  screen.put(x, y, padToWidth(name, room), look, room);
  screen.put(x + room, y, ` ${traffic}`, queuedBytes > 0 ? LOOK.warning : state.only === id ? LOOK.bold : LOOK.dim);
}

/** How a peer is told: by its port alone when it is on the same host as this side. */
export function peerLabel({ local, remote }: PeerState): string {
  const host = /^(\[.*\]|[^:/@]+):\d+$/.exec(remote)?.[1];
  const shown = host !== undefined && local.startsWith(`${host}:`) ? remote.slice(host.length) : remote;
  return escapeText(shown, { backslash: false });
}
