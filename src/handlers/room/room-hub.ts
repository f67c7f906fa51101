/** How a member is connected; what it is sent differs, what it says does not. */
export type RoomVia = "udp" | "line" | "json" | "page";

/** One member of a room as everybody may see it. */
export interface RoomMember {
  /** Unique in the room, over all hubs. */
  readonly id: string;
  /** Unique in the room; `Ann#2` when a second Ann came. */
  readonly name: string;
  readonly address: string;
  readonly via: RoomVia;
  readonly joinedMs: number;
}

/** Something said in the room. */
export interface RoomMessage {
  /** From 1, in the order in which the hub took them. */
  readonly seq: number;
  readonly atMs: number;
  readonly from: RoomMember;
  /** Only for this member; null is everybody. */
  readonly to: string | null;
  /**
   * What goes to members who speak the original datagram protocol, unchanged: `NAME:TEXT` as its sender wrote it, at
   * most 1024 bytes.
   */
  readonly bytes: Uint8Array;
  /** What was said, without the name in front. */
  readonly text: string;
  /** The name that the sender wrote in front when it is not its own; null when all is well. */
  readonly forgedName: string | null;
}

/** Why a member is gone. */
export type LeaveReason = "quit" | "closed" | "idle" | "stopped";

/** What a hub tells its subscribers. */
export type RoomNews =
  | { readonly type: "joined"; readonly member: RoomMember }
  | { readonly type: "left"; readonly member: RoomMember; readonly reason: LeaveReason }
  | { readonly type: "message"; readonly message: RoomMessage };

/** What a hub answers to `join`. */
export type JoinResult =
  | { readonly ok: true; readonly member: RoomMember }
  | { readonly ok: false; readonly reason: "full" };

/** What somebody wants to say. */
export type RoomUtterance = Pick<RoomMessage, "bytes" | "text" | "to" | "forgedName">;

/**
 * Members, messages and presence of one room. The room in this process is {@link LocalRoomHub}; several processes share
 * a room through another implementation of this interface.
 */
export interface RoomHub {
  /** Makes the name unique and tells everybody. */
  join(wanted: Omit<RoomMember, "joinedMs">, nowMs: number): JoinResult;
  leave(id: string, reason: LeaveReason): void;
  post(id: string, utterance: RoomUtterance, nowMs: number): void;
  /** Whether a member has this name now. */
  isTaken(name: string): boolean;
  /** In order of joining. */
  members(): readonly RoomMember[];
  /** The last public messages, oldest first. */
  history(): readonly RoomMessage[];
  /** Returns the function that ends it. News is told in one order to all. */
  subscribe(listener: (news: RoomNews) => void): () => void;
}
