import type { PeerState, SessionState, TargetSpec } from "../../../api/index.ts";

/** Why nothing can be sent, as a key of the dictionary. */
export type NoTarget = "send.notOpen" | "send.readOnly" | "send.peerGone" | "send.nobody" | "send.nobodyUdp";

/** Whom the send box addresses, or why it cannot send. */
export type Target =
  /** One peer. */
  | { readonly kind: "peer"; readonly to: TargetSpec; readonly remote: string }
  /** All open peers. */
  | { readonly kind: "all"; readonly to: TargetSpec; readonly count: number }
  | { readonly kind: "none"; readonly reason: NoTarget };

function isOpen(peer: PeerState): boolean {
  return peer.phase === "open" || peer.phase === "half-closed-in";
}

/** Whom a send goes to: the peer that is selected, else all that are open. */
export function targetOf(
  session: SessionState | null,
  selected: number | null,
  peers: ReadonlyMap<number, PeerState>,
): Target {
  if (session === null) return { kind: "none", reason: "send.notOpen" };
  if (session.spec.type === "capture-file") return { kind: "none", reason: "send.readOnly" };
  if (session.phase !== "open") return { kind: "none", reason: "send.notOpen" };
  if (selected !== null) {
    const peer = peers.get(selected);
    if (peer === undefined || !isOpen(peer)) return { kind: "none", reason: "send.peerGone" };
    return { kind: "peer", to: selected, remote: peer.remote };
  }
  const open = [...peers.values()].filter(isOpen);
  const [only] = open;
  if (only === undefined) {
    return { kind: "none", reason: session.spec.type === "udp" ? "send.nobodyUdp" : "send.nobody" };
  }
  if (open.length === 1) return { kind: "peer", to: only.id, remote: only.remote };
  return { kind: "all", to: "all", count: open.length };
}
