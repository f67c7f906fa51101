import type {
  ClientMessage,
  InboxDeskMessage,
  ReplyDeskMessage,
  RoomDeskMessage,
  RoomMemberState,
  RoomMessageState,
} from "../../../api/index.ts";
import { Observable } from "./observable.ts";

/** A room as the page knows it. */
export interface RoomState {
  /** The page's own member; null when it only looks on. */
  readonly you: string | null;
  readonly total: number;
  readonly members: readonly RoomMemberState[];
  readonly messages: readonly RoomMessageState[];
}

/** Messages of a room that stay on the page. */
const MAX_MESSAGES = 1000;

/** The room, the inbox or the rules of one session, as the page takes part in them. */
export class ServiceDesk {
  readonly room: Observable<RoomState | null> = new Observable<RoomState | null>(null);
  readonly inbox: Observable<InboxDeskMessage | null> = new Observable<InboxDeskMessage | null>(null);
  readonly reply: Observable<ReplyDeskMessage | null> = new Observable<ReplyDeskMessage | null>(null);
  readonly #session: string;
  readonly #say: (message: ClientMessage) => void;
  #watching = false;
  #name: string | null = null;

  constructor(session: string, say: (message: ClientMessage) => void) {
    this.#session = session;
    this.#say = say;
  }

  /** Begins to hear of it, for as long as the page is open: who looks at other rows has not left a room. */
  watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.resume();
  }

  /** Joins the room under a name; null only looks on. */
  join(name: string | null): void {
    this.#watching = true;
    this.#name = name;
    this.resume();
  }

  /** Says again what is wanted: the link is new. */
  resume(): void {
    if (!this.#watching) return;
    const name = this.#name === null ? {} : { name: this.#name };
    this.#say({ type: "watchDesk", session: this.#session, on: true, ...name });
  }

  /** Takes a message of the workbench. */
  take(message: RoomDeskMessage | InboxDeskMessage | ReplyDeskMessage): void {
    if (message.type === "inbox") this.inbox.set(message);
    else if (message.type === "reply") this.reply.set(message);
    else {
      const before = message.full ? null : this.room.get();
      this.room.set({
        you: message.you,
        total: message.total,
        members: message.members ?? before?.members ?? [],
        messages: [...(before?.messages ?? []), ...message.messages].slice(-MAX_MESSAGES),
      });
    }
  }
}
