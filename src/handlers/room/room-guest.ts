import type { HandlerPeer } from "../handler.ts";
import type { LeaveReason, RoomHub, RoomNews } from "./room-hub.ts";

/** Bounds and habits of a room's door. */
export interface RoomRules {
  /** Messages a second that one member may send on the average; what is over is dropped with a notice. @default 20 */
  readonly messagesPerSecond: number;
  /** Messages that one member may send at once. @default 40 */
  readonly messageBurst: number;
  /** Bytes of one message as members over UDP get it; longer ones are split. @default 1024 */
  readonly maxMessageBytes: number;
  /** Bytes of one line over TCP. @default 8192 */
  readonly maxLineBytes: number;
  /** A member over UDP that was not heard for so long has left. @default 1_800_000 */
  readonly idleMs: number;
  /** How long a first datagram with a colon waits for the name that it may have overtaken. @default 300 */
  readonly overtakenMs: number;
}

/** The defaults of {@link RoomRules}. */
export const ROOM_RULES: RoomRules = {
  messagesPerSecond: 20,
  messageBurst: 40,
  maxMessageBytes: 1024,
  maxLineBytes: 8192,
  idleMs: 1_800_000,
  overtakenMs: 300,
};

/** What a guest can ask of the room that it stands in. */
export interface RoomDesk {
  readonly hub: RoomHub;
  readonly rules: RoomRules;
  send(peer: HandlerPeer, bytes: Uint8Array): void;
  close(peer: HandlerPeer): void;
  /** A guest over datagrams has become a member. */
  joined(peer: HandlerPeer): void;
  note(
    kind: "note" | "limit" | "rule",
    peer: HandlerPeer,
    detail: Readonly<Record<string, string | number | boolean | null>>,
  ): void;
  /** Calls the guest's `wake` at this time. */
  wake(peer: HandlerPeer, atMs: number): void;
}

/** One connected peer, from its first bytes until it is gone, in the protocol that it speaks. */
export interface RoomGuest {
  /** The member's id in the hub while it is one; null before it has a name and after it left. */
  readonly memberId: string | null;
  /** When it was last heard. */
  readonly heardMs: number;
  receive(bytes: Uint8Array, nowMs: number): void;
  wake(nowMs: number): void;
  tell(news: RoomNews): void;
  leave(reason: LeaveReason): void;
}

/** The id of the member that a peer is. */
export function memberIdOf({ session, id }: HandlerPeer): string {
  return `${session}/${id}`;
}
