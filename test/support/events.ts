import type { CaptureEvent, Direction, EventDetail, EventKind } from "../../src/capture/index.ts";

/** 2026-01-02 03:04:05.678901 UTC. */
export const EVENT_TIME_US = Date.UTC(2026, 0, 2, 3, 4, 5, 678) * 1000 + 901;

/** An event that is no data. */
export function happened(
  kind: EventKind,
  peer: number,
  detail: EventDetail | null = null,
  direction: Direction | null = null,
): CaptureEvent {
  return { kind, timeUs: EVENT_TIME_US, direction, peer, bytes: new Uint8Array(0), detail };
}

/** Bytes of a peer; text is UTF-8. */
export function data(peer: number, bytes: string | readonly number[], direction: Direction = "in"): CaptureEvent {
  const payload = typeof bytes === "string" ? new TextEncoder().encode(bytes) : Uint8Array.from(bytes);
  return { kind: "data", timeUs: EVENT_TIME_US, direction, peer, bytes: payload, detail: null };
}

/** A peer that came. */
export function accepted(peer: number, remote: string): CaptureEvent {
  return happened("accept", peer, { network: "tcp", local: "127.0.0.1:80", remote });
}
