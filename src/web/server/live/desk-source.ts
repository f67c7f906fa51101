import type { InboxMessageState, RoomMemberState, RoomMessageState } from "../../../api/index.ts";
import type { RoomHub, RoomMessage, RoomNews } from "../../../handlers/index.ts";
import { mayHear, RoomSeat, type ServiceDesk } from "../../../services/index.ts";
import type { LiveOutlet } from "./live-outlet.ts";
import { LiveSource } from "./live-source.ts";

const PERIOD_MS = 100;
/** Members, messages and waiting messages told at a time. */
const MAX_MEMBERS = 1000;
const MAX_MESSAGES = 500;
const MAX_WAITING = 200;

/** Tells the room, the inbox or the rules that answer on a session; holds the page's seat in the room. */
export class DeskSource extends LiveSource {
  readonly #desk: ServiceDesk;
  readonly #outlet: LiveOutlet;
  readonly #stops: (() => void)[] = [];
  readonly #seat: RoomSeat | null = null;
  #messages: RoomMessageState[] = [];
  #full = true;
  #membersChanged = true;

  /** @throws JackfieldError `ERR_LIMIT` when the room is full */
  constructor(desk: ServiceDesk, name: string | null, outlet: LiveOutlet, wake: () => void) {
    super(PERIOD_MS, wake);
    this.#desk = desk;
    this.#outlet = outlet;
    const { room, inbox, reply, session } = desk;
    if (room !== null) {
      // What was said while a page only looked on is told to it too.
      this.#messages = room.history().map((message) => stateOf(message));
      if (name === null) {
        const look = (news: RoomNews): void => (mayHear(news, null) ? this.#hear(news) : undefined);
        this.#stops.push(room.subscribe(look));
      } else this.#seat = new RoomSeat(room, name, (news) => this.#hear(news));
    }
    if (inbox !== null) this.#stops.push(inbox.watch(this.mark));
    if (reply !== null) this.#stops.push(session.onChange(this.mark));
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#seat?.leave();
  }

  protected flush(): void {
    const { room, inbox, reply, session } = this.#desk;
    if (room !== null) this.#tellRoom(room);
    if (inbox !== null) {
      const { waiting } = inbox;
      const told: InboxMessageState[] = waiting
        .slice(0, MAX_WAITING)
        .map(({ number, peer, to, text }) => ({ number, peer: peer.id, remote: peer.remote, to, text }));
      this.#outlet.send({ type: "inbox", session: session.id, total: waiting.length, waiting: told });
    }
    if (reply !== null) this.#outlet.send({ type: "reply", session: session.id, fired: reply.fired });
  }

  #tellRoom(room: RoomHub): void {
    const all = this.#membersChanged ? room.members() : null;
    const messages = this.#messages.slice(-MAX_MESSAGES);
    this.#outlet.send({
      type: "room",
      session: this.#desk.session.id,
      full: this.#full,
      you: this.#seat?.member.id ?? null,
      total: (all ?? room.members()).length,
      members: all?.slice(0, MAX_MEMBERS).map((member): RoomMemberState => ({ ...member })) ?? null,
      messages,
    });
    this.#messages = [];
    this.#full = false;
    this.#membersChanged = false;
  }

  #hear(news: RoomNews): void {
    if (news.type === "message") this.#messages.push(stateOf(news.message));
    else this.#membersChanged = true;
    if (this.#messages.length > MAX_MESSAGES) this.#messages.shift();
    this.mark();
  }
}

function stateOf({ seq, atMs, from, text, to, forgedName }: RoomMessage): RoomMessageState {
  return { seq, atMs, from: from.id, name: from.name, text, isPrivate: to !== null, forgedName };
}
