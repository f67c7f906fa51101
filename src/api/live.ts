import type { CharsetName } from "../bytes/index.ts";
import type { InboxDeskMessage, ReplyDeskMessage, RoomDeskMessage, WatchDesk } from "./desk.ts";
import type { PeerState, ProblemState, SessionState } from "./session-state.ts";

/** Path of the WebSocket. Text frames are JSON, {@link ClientMessage} and {@link ServerMessage}; binary frames are row batches. */
export const LIVE_PATH = "/api/live";

/** Raised when a message changes so that an older page would misread it. */
export const LIVE_PROTOCOL = 1;

/** Largest text frame that the server takes from a client, in bytes. */
export const MAX_CLIENT_MESSAGE_BYTES: number = 64 * 1024;

/** Rows that one range may ask for. */
export const MAX_RANGE_ROWS = 2_000;

/** Rows that the tail of a view may have. */
export const MAX_TAIL_ROWS = 500;

/** Payload bytes a row that a view or a range may ask for. */
export const MAX_PREVIEW_BYTES: number = 4 * 1024;

/** Views that one connection may have open at a time. */
export const MAX_VIEWS = 32;

/** Start or end hearing of sessions; starting gives a full {@link SessionsMessage} first. */
export interface WatchSessions {
  readonly type: "watchSessions";
  readonly on: boolean;
}

/** Start or end hearing of one session's peers; starting gives a full {@link PeersMessage} first. */
export interface WatchPeers {
  readonly type: "watchPeers";
  readonly session: string;
  readonly on: boolean;
}

/**
 * Opens a view: the rows of one session, all or those that match. A view's number is the client's choice and its filter
 * and charsets never change: to change them, open a view under a new number, and close the old one when the new one has
 * its first answer. So what is on the screen stays right while a filter is being typed, and nothing stale can arrive.
 * A bad filter is answered by a {@link ProblemMessage} with `position`, and the view is not opened.
 */
export interface OpenView {
  readonly type: "openView";
  readonly view: number;
  readonly session: string;
  /** Empty shows all rows. */
  readonly filter?: string;
  /** Only rows of this peer, on top of the filter. */
  readonly peer?: number;
  /** @default the session's */
  readonly charsetIn?: CharsetName;
  /** @default the session's */
  readonly charsetOut?: CharsetName;
  /** Payload bytes a row at the most. @default 256 */
  readonly preview?: number;
  /**
   * Push the last rows, at most this many, whenever there are new ones; 0 pushes only counts. A push may begin with rows
   * that were pushed before: with idle-gap framing a later row tells whether the message of an earlier one ended there.
   * @default 0
   */
  readonly tail?: number;
}

/** Changes how many of the last rows are pushed: the page's rows on screen while it follows, 0 when it does not. */
export interface SetTail {
  readonly type: "setTail";
  readonly view: number;
  readonly tail: number;
}

/** Asks for rows by their rank in the view; answered by one row batch with this `request`, with fewer rows at the end. */
export interface AskRange {
  readonly type: "askRange";
  readonly view: number;
  /** From 1, the client's choice. */
  readonly request: number;
  readonly from: number;
  readonly count: number;
}

/** Asks for the rank in the view of a row number: the first match at or after it. */
export interface AskRank {
  readonly type: "askRank";
  readonly view: number;
  readonly request: number;
  readonly row: number;
}

/** Ends a view. */
export interface CloseView {
  readonly type: "closeView";
  readonly view: number;
}

/** What the page says. */
export type ClientMessage =
  | WatchSessions
  | WatchPeers
  | WatchDesk
  | OpenView
  | SetTail
  | AskRange
  | AskRank
  | CloseView;

/** First message of the server. */
export interface HelloMessage {
  readonly type: "hello";
  readonly protocol: number;
  readonly version: string;
}

/** A session's changed properties. */
export type SessionPatch = { readonly id: string } & Partial<SessionState>;

/** Sessions that came, changed or went; apply with `applySessions`. */
export interface SessionsMessage {
  readonly type: "sessions";
  /** This is everything there is: forget what was known. */
  readonly full: boolean;
  /** New sessions are whole, others have only what changed. In the engine's order when `full`. */
  readonly changed: readonly SessionPatch[];
  readonly gone: readonly string[];
}

/** Peers that came or changed, of the last 10,000; apply with `applyPeers`. */
export interface PeersMessage {
  readonly type: "peers";
  readonly session: string;
  readonly full: boolean;
  readonly changed: readonly PeerState[];
  /** Numbers of peers that are no longer listed. */
  readonly gone: readonly number[];
}

/** How many rows a view has; sent at most once a frame, and only when it changed. */
export interface CountsMessage {
  readonly type: "counts";
  readonly view: number;
  /** Rows of the capture. */
  readonly rows: number;
  /** Rows of the view: equals `rows` when there is no filter. */
  readonly matches: number;
  /** Rows that the filter has looked at; it has caught up when this equals `rows`. */
  readonly scanned: number;
}

/** Rows already sent look different now (framing or charset were changed, or framing took its time): ask for them again. */
export interface ChangedMessage {
  readonly type: "changed";
  readonly view: number;
}

/** Answer of {@link AskRank}. */
export interface RankMessage {
  readonly type: "rank";
  readonly view: number;
  readonly request: number;
  readonly rank: number;
}

/** The view has ended because its session is gone. */
export interface ViewGoneMessage {
  readonly type: "viewGone";
  readonly view: number;
}

/** A message of the client failed. */
export interface ProblemMessage {
  readonly type: "problem";
  /** The view and request that failed, null where the message had none. */
  readonly view: number | null;
  readonly request: number | null;
  readonly problem: ProblemState;
}

/** What the server says in text frames. */
export type ServerMessage =
  | HelloMessage
  | SessionsMessage
  | PeersMessage
  | RoomDeskMessage
  | InboxDeskMessage
  | ReplyDeskMessage
  | CountsMessage
  | ChangedMessage
  | RankMessage
  | ViewGoneMessage
  | ProblemMessage;
