import type { PeerPhase, PeerState, SessionLimits } from "../api/index.ts";
import type { Direction, EventDetail, EventKind, PeerRecord } from "../capture/index.ts";
import type { TrafficCounters } from "./counters.ts";

/** Why a peer went: what the `close` event's `reason` says. */
export type CloseReason = "fin" | "reset" | "local" | "error" | "forgotten" | "limit";

/** A peer as its session handles it. */
export interface Peer {
  readonly id: number;
  /** What the capture and the handlers know of it. */
  readonly record: PeerRecord;
  readonly counters: TrafficCounters;
  /** The subject of its certificate, when it gave one that is trusted. */
  readonly certificate?: string | null;
  readonly phase: PeerPhase;
  /** Bytes accepted by `send` that the operating system has not taken yet. */
  readonly queuedBytes: number;
  /** Whether `send` may be called: not gone, and our side not ended. */
  readonly writable: boolean;
  /** Resolves when the operating system took the bytes; they are told as `data` events then. */
  send(bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /**
   * Sends in order with `send`, without a promise: what fails is told by events only. Bytes that the operating system
   * takes at once are told as `data` before it returns. It never waits for room: who posts looks at `queuedBytes`.
   */
  post(bytes: Uint8Array): void;
  /** Resolves when nothing that was given to `send` waits any more. */
  drained(): Promise<void>;
  /** Sends FIN after what is queued; reading goes on. */
  shutdown(): Promise<void>;
  /** Sends what is queued, then closes. Idempotent. */
  close(): Promise<void>;
  /** Sends RST. Idempotent. */
  reset(): void;
  state(): PeerState;
}

/** What a peer needs of its session. */
export interface PeerHost {
  readonly limits: Required<SessionLimits>;
  nowUs(): number;
  /** Counts the bytes and tells them; a promise holds back the peer's next read. */
  data(direction: Direction, peer: Peer, bytes: Uint8Array): void | Promise<void>;
  /** A promise while the recorder is behind: bytes that were sent are told when it resolves, in that turn. */
  sentTurn(): Promise<void> | undefined;
  /** Tells what else happened. */
  event(kind: EventKind, peer: number, direction: Direction | null, detail: EventDetail | null): void | Promise<void>;
  /** A limit struck: told at once, and then at most once a second with the count. */
  strike(limit: keyof SessionLimits, peer: number): void;
  /** The peer told its `close`; the session lists it as gone. */
  peerGone(peer: Peer): void;
}
