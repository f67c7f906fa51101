import { encodeText } from "../bytes/index.ts";
import { JackfieldError } from "../errors/index.ts";
import { displayName, type RoomHub, type RoomMember, type RoomNews, splitMessage } from "../handlers/index.ts";

/** What members over the original datagram protocol read of a message. */
const MAX_MESSAGE_BYTES = 1024;

let nextSeat = 1;

/** A person's place in a room within this process: at a page, or in a program. */
export class RoomSeat {
  readonly member: RoomMember;
  readonly #hub: RoomHub;
  readonly #unsubscribe: () => void;

  /**
   * Joins. `listener` hears everything that this member may hear, its own words included.
   * @throws JackfieldError `ERR_LIMIT` when the room is full
   */
  constructor(hub: RoomHub, name: string, listener: (news: RoomNews) => void) {
    const id = `page/${nextSeat++}`;
    const joined = hub.join({ id, name: displayName(name, "page"), address: "page", via: "page" }, Date.now());
    if (!joined.ok) throw new JackfieldError("ERR_LIMIT", "The room is full");
    this.#hub = hub;
    this.member = joined.member;
    this.#unsubscribe = hub.subscribe((news) => {
      if (mayHear(news, id)) listener(news);
    });
  }

  /**
   * Says something to everybody, or to the member of this name alone.
   * @throws JackfieldError `ERR_NO_SUCH_PEER` when nobody has the name
   */
  say(text: string, to?: string): void {
    sayAs(this.#hub, this.member.id, text, to);
  }

  /** Leaves. Idempotent. */
  leave(): void {
    this.#unsubscribe();
    this.#hub.leave(this.member.id, "quit");
  }
}

/**
 * Says something as a member of a page.
 * @throws JackfieldError `ERR_NO_SUCH_PEER` when there is no such member, or nobody has the name in `to`
 */
export function sayAs(hub: RoomHub, id: string, text: string, to?: string): void {
  const members = hub.members();
  const from = members.find((member) => member.id === id && member.via === "page");
  if (from === undefined) throw new JackfieldError("ERR_NO_SUCH_PEER", `No member "${id}" of the page`);
  const only = to === undefined ? null : members.find(({ name }) => name === to);
  if (only === undefined) throw new JackfieldError("ERR_NO_SUCH_PEER", `Nobody here is called "${to ?? ""}"`);
  const front = `${from.name}:`;
  for (const bytes of splitMessage(encodeText(front + text, "utf-8"), from.name, MAX_MESSAGE_BYTES)) {
    const piece = new TextDecoder().decode(bytes).slice(front.length);
    hub.post(id, { bytes, text: piece, to: only?.id ?? null, forgedName: null }, Date.now());
  }
}

/** Whether a member may hear it. */
export function mayHear(news: RoomNews, id: string | null): boolean {
  return news.type !== "message" || news.message.to === null || news.message.to === id || news.message.from.id === id;
}
