import type { Moment } from "../../src/engine/deferred.ts";
import { DEFAULT_LIMITS } from "../../src/engine/limits.ts";
import type { PeerHost } from "../../src/engine/peer.ts";

/** A peer's host that notes in `told` what it is told, with a recorder that has `turns`. */
export function toldHost(): { host: PeerHost; told: string[]; turns: (Moment | null)[] } {
  const told: string[] = [];
  const turns: (Moment | null)[] = [];
  const host: PeerHost = {
    limits: DEFAULT_LIMITS,
    nowUs: () => 0,
    data: (direction, _peer, piece) => void told.push(`${direction} ${piece.join(" ")}`),
    sentTurn: () => turns.shift()?.promise,
    event: (kind) => void told.push(kind),
    strike: (limit) => void told.push(limit),
    peerGone: () => undefined,
  };
  return { host, told, turns };
}
