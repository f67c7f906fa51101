import type { KeyPress } from "./key-parser.ts";
import { command, onlyPeer } from "./reduce-rows.ts";
import type { Reduced } from "./action.ts";
import { openPeers, type Target, type TuiState } from "./state.ts";

/** The view after a key to the peers. The first line of the list is all peers, number 0. */
export function reducePeers(state: TuiState, { key }: KeyPress): Reduced {
  const { peerCursor } = state;
  switch (key) {
    case "up":
    case "k":
      return plain(movePeer(state, -1));
    case "down":
    case "j":
      return plain(movePeer(state, 1));
    case "home":
    case "g":
      return plain({ ...state, peerCursor: 0 });
    case "end":
    case "G":
      return plain({ ...state, peerCursor: state.peers.at(-1)?.id ?? 0 });
    case "enter":
    case " ":
      return plain(choosePeer(state, peerCursor));
    case "a":
      return plain(choosePeer(state, 0));
    case "o":
      return onlyPeer(state, peerCursor);
    case "e":
      return peerEffect(state, "eof");
    case "x":
      return peerEffect(state, "close");
    case "r":
      return peerEffect(state, "reset");
    case "escape":
      return plain({ ...state, focus: "composer" });
    default:
      return command(state, key);
  }
}

/** Sends to this peer from now on; 0: to everybody (over UDP to who wrote last). */
export function choosePeer(state: TuiState, peer: number): TuiState {
  if (peer === 0) return { ...state, peerCursor: 0, target: usualTarget(state) };
  const known = state.peers.find(({ id }) => id === peer);
  if (known === undefined || known.phase === "gone") return { ...state, peerCursor: peer };
  return { ...state, peerCursor: peer, target: peer };
}

/** Goes through everybody and each open peer. */
export function nextTarget(state: TuiState): TuiState {
  const all: readonly Target[] = [
    ...(state.role === "udp" ? (["last", "all"] as const) : (["all"] as const)),
    ...openPeers(state.peers).map(({ id }) => id),
  ];
  const target = all[(all.indexOf(state.target) + 1) % all.length] ?? "all";
  return { ...state, target, peerCursor: typeof target === "number" ? target : 0 };
}

/** Whom a view sends to when nobody was chosen. */
export function usualTarget({ role }: Pick<TuiState, "role">): Target {
  return role === "udp" ? "last" : "all";
}

function movePeer(state: TuiState, step: 1 | -1): TuiState {
  const ids = [0, ...state.peers.map(({ id }) => id)];
  const at = Math.max(0, Math.min(ids.length - 1, ids.indexOf(state.peerCursor) + step));
  return { ...state, peerCursor: ids[at] ?? 0 };
}

function peerEffect(state: TuiState, how: "eof" | "close" | "reset"): Reduced {
  if (state.peerCursor === 0) return plain(state);
  return { state, effects: [{ type: "peer", how, peer: state.peerCursor }] };
}

function plain(state: TuiState): Reduced {
  return { state, effects: [] };
}
