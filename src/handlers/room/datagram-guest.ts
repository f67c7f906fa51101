import { decodeText, encodeText } from "../../bytes/index.ts";
import type { HandlerPeer } from "../handler.ts";
import { TokenBucket } from "../token-bucket.ts";
import { memberIdOf, type RoomDesk, type RoomGuest } from "./room-guest.ts";
import type { LeaveReason, RoomMember, RoomNews } from "./room-hub.ts";
import { displayName, messageText, splitMessage } from "./room-text.ts";

/**
 * A member who speaks the original datagram protocol: the first datagram is the name; each later one goes to all others
 * as it is; `q`, or `NAME:q` as the original client writes it, leaves. The joiner is sent nothing; the others are sent
 * `NAME: 加入了群聊` (ASCII colon and space) and `NAME：离开了聊天室` (full-width colon).
 */
export class DatagramGuest implements RoomGuest {
  readonly #desk: RoomDesk;
  readonly #peer: HandlerPeer;
  readonly #bucket: TokenBucket;
  #member: RoomMember | null = null;
  /** The name as the client writes it in front of its messages. */
  #typed: string | null = null;
  /** A first datagram that may be a message which overtook its name. */
  #held: Uint8Array | null = null;
  #limited = 0;
  heardMs: number;

  constructor(desk: RoomDesk, peer: HandlerPeer, nowMs: number) {
    this.#desk = desk;
    this.#peer = peer;
    this.#bucket = new TokenBucket(desk.rules.messagesPerSecond, desk.rules.messageBurst, nowMs);
    this.heardMs = nowMs;
  }

  get memberId(): string | null {
    return this.#member?.id ?? null;
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    this.heardMs = nowMs;
    const text = decodeText(bytes, "utf-8");
    if (this.#member !== null) {
      this.#say(bytes, text, nowMs);
    } else if (this.#held !== null) {
      this.#settle(text, bytes, nowMs);
    } else if (this.#typed !== null && text.startsWith(`${this.#typed}:`)) {
      // It was idle and has been shown out, but its client does not know and goes on talking.
      if (this.#join(this.#typed, nowMs)) this.#say(bytes, text, nowMs);
    } else if (text.includes(":")) {
      this.#held = bytes.slice();
      this.#desk.wake(this.#peer, nowMs + this.#desk.rules.overtakenMs);
    } else {
      this.#join(text, nowMs);
    }
  }

  wake(nowMs: number): void {
    if (this.#held === null) return;
    const name = decodeText(this.#held, "utf-8");
    this.#held = null;
    this.#join(name, nowMs);
  }

  /** Only what is for this member alone; the rest goes to all of its kind as {@link datagramOf} says. */
  tell(news: RoomNews): void {
    if (news.type !== "message" || news.message.to === null) return;
    this.#sendText(`${news.message.from.name}: (私聊) ${news.message.text}`);
  }

  leave(reason: LeaveReason): void {
    const member = this.#member;
    this.#member = null;
    this.#held = null;
    if (reason !== "idle") this.#typed = null;
    if (member !== null) this.#desk.hub.leave(member.id, reason);
  }

  /** The second datagram tells whether the first was a name with a colon in it, or a message that came too early. */
  #settle(text: string, bytes: Uint8Array, nowMs: number): void {
    const first = this.#held as Uint8Array;
    const firstText = decodeText(first, "utf-8");
    this.#held = null;
    if (text !== "" && firstText.startsWith(`${text}:`)) {
      if (this.#join(text, nowMs)) this.#say(first, firstText, nowMs);
    } else if (this.#join(firstText, nowMs)) this.#say(bytes, text, nowMs);
  }

  #join(typed: string, nowMs: number): boolean {
    const name = displayName(typed, this.#peer.remote);
    const id = memberIdOf(this.#peer);
    const result = this.#desk.hub.join({ id, name, address: this.#peer.remote, via: "udp" }, nowMs);
    if (!result.ok) {
      this.#desk.note("limit", this.#peer, { limit: "maxMembers", name });
      return false;
    }
    this.#typed = typed;
    this.#member = result.member;
    this.#desk.joined(this.#peer);
    if (result.member.name !== name) {
      this.#desk.note("rule", this.#peer, { rule: "unique name", wanted: name, name: result.member.name });
    }
    return true;
  }

  #say(bytes: Uint8Array, text: string, nowMs: number): void {
    const member = this.#member as RoomMember;
    const typed = this.#typed as string;
    if (text === "q" || text === `${typed}:q`) {
      this.leave("quit");
      return;
    }
    const own = text.startsWith(`${typed}:`);
    const renamed = own && typed !== member.name;
    const whole = renamed ? encodeText(member.name + text.slice(typed.length), "utf-8") : bytes;
    const pieces = splitMessage(whole, own ? member.name : null, this.#desk.rules.maxMessageBytes);
    if (!this.#bucket.take(nowMs, pieces.length)) {
      this.#limited += 1;
      this.#desk.note("limit", this.#peer, { limit: "messagesPerSecond", count: this.#limited, name: member.name });
      return;
    }
    const forgedName = own ? null : this.#forgedName(text, member);
    if (forgedName !== null) {
      this.#desk.note("rule", this.#peer, { rule: "forged name", wrote: forgedName, name: member.name });
    }
    for (const piece of pieces) {
      const said = messageText(decodeText(piece, "utf-8"), member.name);
      this.#desk.hub.post(member.id, { bytes: piece, text: said, to: null, forgedName }, nowMs);
    }
  }

  /** The name of another member that stands in front of the text. */
  #forgedName(text: string, member: RoomMember): string | null {
    const colon = text.indexOf(":");
    if (colon <= 0) return null;
    const name = text.slice(0, colon);
    return name !== member.name && this.#desk.hub.isTaken(name) ? name : null;
  }

  #sendText(text: string): void {
    this.#desk.send(this.#peer, encodeText(text, "utf-8"));
  }
}

/** The datagram by which members who speak the original protocol hear of it; null when it is for one alone. */
export function datagramOf(news: RoomNews): Uint8Array | null {
  if (news.type === "joined") return encodeText(`${news.member.name}: 加入了群聊`, "utf-8");
  if (news.type === "left") return encodeText(`${news.member.name}：离开了聊天室`, "utf-8");
  return news.message.to === null ? news.message.bytes : null;
}
