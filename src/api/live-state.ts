import type { PeersMessage, SessionPatch, SessionsMessage } from "./live.ts";
import type { PeerState, SessionState } from "./session-state.ts";

/** The sessions after a message, in order of appearance. The same map when nothing changed. */
export function applySessions(
  before: ReadonlyMap<string, SessionState>,
  message: SessionsMessage,
): ReadonlyMap<string, SessionState> {
  if (!message.full && message.changed.length === 0 && message.gone.length === 0) return before;
  const after = new Map(message.full ? [] : before);
  for (const patch of message.changed) after.set(patch.id, { ...after.get(patch.id), ...patch } as SessionState);
  for (const id of message.gone) after.delete(id);
  return after;
}

/** The peers of one session after a message, in order of appearance. */
export function applyPeers(
  before: ReadonlyMap<number, PeerState>,
  message: PeersMessage,
): ReadonlyMap<number, PeerState> {
  if (!message.full && message.changed.length === 0 && message.gone.length === 0) return before;
  const after = new Map(message.full ? [] : before);
  for (const peer of message.changed) after.set(peer.id, peer);
  for (const id of message.gone) after.delete(id);
  return after;
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What changed from one state of a session to the next; null when nothing did. */
export function sessionPatch(before: SessionState | undefined, after: SessionState): SessionPatch | null {
  if (before === undefined) return after;
  const changed = Object.entries(after).filter(([key, value]) => !sameJson(before[key as keyof SessionState], value));
  return changed.length === 0 ? null : { id: after.id, ...Object.fromEntries(changed) };
}

/** Whether two states of a peer are the same. */
export function samePeer(a: PeerState | undefined, b: PeerState): boolean {
  return (
    a !== undefined &&
    a.phase === b.phase &&
    a.queuedBytes === b.queuedBytes &&
    a.closedUs === b.closedUs &&
    a.remote === b.remote &&
    a.counters.bytesIn === b.counters.bytesIn &&
    a.counters.bytesOut === b.counters.bytesOut &&
    a.counters.readsIn === b.counters.readsIn &&
    a.counters.writesOut === b.counters.writesOut
  );
}
