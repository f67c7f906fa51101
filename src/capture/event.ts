/** Which way bytes went, seen from this machine: `in` was received, `out` was sent. */
export type Direction = "in" | "out";

/**
 * What happened.
 * - `listen` the session listens or is bound; `accept` a peer connected to us; `open` we connected, or a new UDP source
 * - `data` one read, one write or one datagram; an empty datagram is a `data` event of length 0
 * - `eof` a FIN: direction says whose; `reset` a RST: direction says whose; `close` the peer or session is gone
 * - `error` a call failed; `limit` a limit struck; `drop` bytes or datagrams were lost, and how many
 * - `rule` a handler's rule fired; `fault` a tap's fault was applied; `note` anything else worth a row
 */
export type EventKind =
  | "listen"
  | "accept"
  | "open"
  | "data"
  | "eof"
  | "reset"
  | "close"
  | "error"
  | "limit"
  | "drop"
  | "rule"
  | "fault"
  | "note";

/** Every {@link EventKind}, in the order of the codes that the index and the wire format use. Append only. */
export const EVENT_KINDS: readonly EventKind[] = [
  "listen",
  "accept",
  "open",
  "data",
  "eof",
  "reset",
  "close",
  "error",
  "limit",
  "drop",
  "rule",
  "fault",
  "note",
];

/**
 * Facts beside the bytes, plain JSON. Faces compose their words from `kind` and these, so that they can speak any
 * language. Usual keys: `code` (an ErrorCode), `message` (English), `local`, `remote` (printed addresses), `network`,
 * `bytes`, `count`, `limit`, `reason`, `text`, `rule`.
 */
export type EventDetail = Readonly<Record<string, string | number | boolean | null>>;

/** One thing that happened in a session. */
export interface CaptureEvent {
  readonly kind: EventKind;
  /** Microseconds since the Unix epoch from one monotonic clock; the fraction carries nanoseconds as far as it can (±125 ns). */
  readonly timeUs: number;
  /** For `data`, `eof` and `reset`; null elsewhere. */
  readonly direction: Direction | null;
  /** The peer's number inside the session, from 1; 0 is the session itself. */
  readonly peer: number;
  /** The payload of `data`; empty elsewhere. */
  readonly bytes: Uint8Array;
  readonly detail: EventDetail | null;
}

/** Which kind of socket a peer is reached over. */
export type PeerNetwork = "tcp" | "udp" | "unix";

/** What a capture knows of one peer. */
export interface PeerRecord {
  /** From 1, in order of appearance. */
  readonly id: number;
  readonly network: PeerNetwork;
  /** This side's address as printed: `127.0.0.1:8080`, `[::1]:8080` or a path. */
  readonly local: string;
  /** The other side's address as printed; a Unix peer without a name is `unix#3`. */
  readonly remote: string;
}
