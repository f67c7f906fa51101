/** A member of a room as the page shows it. */
export interface RoomMemberState {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly via: "udp" | "line" | "json" | "page";
  readonly joinedMs: number;
}

/** Something said in a room. */
export interface RoomMessageState {
  readonly seq: number;
  readonly atMs: number;
  /** The member's id and name. */
  readonly from: string;
  readonly name: string;
  readonly text: string;
  /** Said to the page's own member only. */
  readonly isPrivate: boolean;
  /** The name of another that the sender wrote in front; null when all is well. */
  readonly forgedName: string | null;
}

/** A message that waits in an inbox. */
export interface InboxMessageState {
  readonly number: number;
  readonly peer: number;
  readonly remote: string;
  readonly to: string | null;
  readonly text: string;
}

/** Start or end taking part in the room, the inbox or the rules that answer on a session. */
export interface WatchDesk {
  readonly type: "watchDesk";
  readonly session: string;
  readonly on: boolean;
  /** Room: joins under this name, for as long as it is watched. */
  readonly name?: string;
}

/** The room that answers on a session: everything first, then what is new. */
export interface RoomDeskMessage {
  readonly type: "room";
  readonly session: string;
  /** The first message after watching began: forget what was known. */
  readonly full: boolean;
  /** The id of the page's own member; null when it only looks on. */
  readonly you: string | null;
  /** How many members there are. */
  readonly total: number;
  /** The first 1,000 of them in order of joining; null when they are as before. */
  readonly members: readonly RoomMemberState[] | null;
  /** What was said since; first the last public messages. */
  readonly messages: readonly RoomMessageState[];
}

/** The inbox that answers on a session. */
export interface InboxDeskMessage {
  readonly type: "inbox";
  readonly session: string;
  /** How many messages wait. */
  readonly total: number;
  /** The oldest 200. */
  readonly waiting: readonly InboxMessageState[];
}

/** The rules that answer on a session; the rules themselves are in its spec. */
export interface ReplyDeskMessage {
  readonly type: "reply";
  readonly session: string;
  /** How often each rule has fired. */
  readonly fired: readonly number[];
}
