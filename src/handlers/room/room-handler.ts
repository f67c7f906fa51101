import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer } from "../handler.ts";
import { DatagramGuest, datagramOf } from "./datagram-guest.ts";
import { LineGuest } from "./line-guest.ts";
import { LocalRoomHub, type LocalRoomHubOptions } from "./local-room-hub.ts";
import { memberIdOf, ROOM_RULES, type RoomDesk, type RoomGuest, type RoomRules } from "./room-guest.ts";
import type { RoomHub, RoomNews } from "./room-hub.ts";

/** Options of {@link createRoom}. */
export interface RoomOptions extends Partial<RoomRules>, LocalRoomHubOptions {
  /** Where members and messages live. @default a room within this process */
  readonly hub?: RoomHub;
}

const IDLE_TOKEN = "idle";

/**
 * A chat room for members over UDP (the original protocol), over TCP lines and over our own client's JSON lines, on any
 * number of sessions: all of them talk together.
 */
export function createRoom(options: RoomOptions = {}): Handler {
  return new RoomHandler(options);
}

class RoomHandler implements Handler, RoomDesk {
  readonly hub: RoomHub;
  readonly rules: RoomRules;
  readonly #guests = new Map<HandlerPeer, RoomGuest>();
  /** Those of {@link RoomHandler.#guests} that are connected by a stream. */
  readonly #streams = new Map<HandlerPeer, RoomGuest>();
  /** Guests' peers by the id that they have, or would have, as members. */
  readonly #peers = new Map<string, HandlerPeer>();
  #audience: HandlerPeer[] | null = null;
  #outbox: HandlerCommand[] = [];
  #nudge: () => void = () => undefined;
  /** Whoever is asked next gives the commands. */
  #isAwaited = false;

  constructor(options: RoomOptions) {
    this.hub = options.hub ?? new LocalRoomHub(options);
    this.rules = { ...ROOM_RULES, ...definedRules(options) };
    this.hub.subscribe((news) => this.#spread(news));
  }

  connect(nudge: () => void): void {
    this.#nudge = nudge;
  }

  handle(event: HandlerEvent): Iterable<HandlerCommand> {
    this.#isAwaited = true;
    this.#react(event);
    this.#isAwaited = false;
    const commands = this.#outbox;
    this.#outbox = [];
    return commands;
  }

  send(peer: HandlerPeer, bytes: Uint8Array): void {
    this.#outbox.push({ type: "send", peer, bytes });
  }

  close(peer: HandlerPeer): void {
    this.#outbox.push({ type: "close", peer, how: "fin" });
  }

  joined(peer: HandlerPeer): void {
    this.#audience?.push(peer);
  }

  note(...[kind, peer, detail]: Parameters<RoomDesk["note"]>): void {
    this.#outbox.push({ type: "note", kind, peer, detail });
  }

  wake(peer: HandlerPeer, atMs: number): void {
    this.#outbox.push({ type: "wake", token: guestToken(peer), atMs });
  }

  #react(event: HandlerEvent): void {
    switch (event.type) {
      case "start":
        this.#watchIdle(event.nowMs);
        break;
      case "open":
        // A datagram peer is only a guest once it says something.
        if (event.peer.network !== "udp") this.#guest(event.peer, event.nowMs);
        break;
      case "data":
        this.#guest(event.peer, event.nowMs).receive(event.bytes, event.nowMs);
        break;
      case "eof": {
        const guest = this.#guests.get(event.peer);
        if (guest instanceof LineGuest) guest.finish(event.nowMs);
        break;
      }
      case "close":
        this.#guests.get(event.peer)?.leave("closed");
        this.#guests.delete(event.peer);
        this.#streams.delete(event.peer);
        this.#peers.delete(memberIdOf(event.peer));
        this.#audience = null;
        break;
      case "wake":
        this.#wakeUp(event.token, event.nowMs);
        break;
      case "stop":
        for (const guest of this.#guests.values()) if (guest instanceof LineGuest) guest.leave("stopped");
        break;
      default:
        break;
    }
  }

  #guest(peer: HandlerPeer, nowMs: number): RoomGuest {
    const known = this.#guests.get(peer);
    if (known !== undefined) return known;
    const guest = peer.network === "udp" ? new DatagramGuest(this, peer, nowMs) : new LineGuest(this, peer, nowMs);
    this.#guests.set(peer, guest);
    this.#peers.set(memberIdOf(peer), peer);
    if (peer.network !== "udp") this.#streams.set(peer, guest);
    return guest;
  }

  #wakeUp(token: string, nowMs: number): void {
    if (token === IDLE_TOKEN) {
      this.#showOutIdle(nowMs);
      this.#watchIdle(nowMs);
      return;
    }
    for (const [peer, guest] of this.#guests) if (guestToken(peer) === token) guest.wake(nowMs);
  }

  #watchIdle(nowMs: number): void {
    const atMs = nowMs + Math.max(1000, this.rules.idleMs / 10);
    this.#outbox.push({ type: "wake", token: IDLE_TOKEN, atMs });
  }

  /** A stream says when it ends; a datagram peer can only fall silent. */
  #showOutIdle(nowMs: number): void {
    for (const [peer, guest] of this.#guests) {
      if (peer.network !== "udp" || guest.memberId === null || nowMs - guest.heardMs < this.rules.idleMs) continue;
      this.note("note", peer, { text: "idle", idleMs: this.rules.idleMs });
      guest.leave("idle");
    }
  }

  #spread(news: RoomNews): void {
    this.#noteOfPage(news);
    if (news.type === "left") this.#audience = null;
    // Who joins stands in the array of members when it is sent to.
    const sender = news.type === "message" ? news.message.from.id : news.member.id;
    const only = news.type === "message" ? news.message.to : null;
    // Members who speak the original datagram protocol all get the same bytes.
    const bytes = datagramOf(news);
    if (bytes !== null) {
      const except = this.#peers.get(sender) ?? null;
      const peers = this.#datagramMembers();
      if (peers.length > 0) this.#outbox.push({ type: "sendAll", peers, except, bytes });
    }
    for (const [peer, guest] of bytes === null ? this.#guests : this.#streams) {
      const { memberId } = guest;
      if (memberId === null || memberId === sender || (only !== null && memberId !== only)) continue;
      if (bytes === null || peer.network !== "udp") guest.tell(news);
    }
    if (this.#isAwaited || this.#outbox.length === 0) return;
    this.#isAwaited = true;
    this.#nudge();
  }

  /** The same array until somebody goes: it is quick to send to. */
  #datagramMembers(): readonly HandlerPeer[] {
    if (this.#audience === null) {
      const audience: HandlerPeer[] = [];
      for (const [peer, guest] of this.#guests) {
        if (peer.network === "udp" && guest.memberId !== null) audience.push(peer);
      }
      this.#audience = audience;
    }
    return this.#audience;
  }

  /** What members of a page say comes over no socket, and would not be seen in the capture. */
  #noteOfPage(news: RoomNews): void {
    const member = news.type === "message" ? news.message.from : news.member;
    if (member.via !== "page" || (news.type === "message" && news.message.to !== null)) return;
    const said = news.type === "message" ? { text: `${member.name}: ${news.message.text}` } : { text: member.name };
    this.#outbox.push({
      type: "note",
      kind: "note",
      peer: null,
      detail: { room: news.type, name: member.name, ...said },
    });
  }
}

function guestToken(peer: HandlerPeer): string {
  return `guest ${peer.session}/${peer.id}`;
}

function definedRules(options: RoomOptions): Partial<RoomRules> {
  const known = Object.keys(ROOM_RULES) as (keyof RoomRules)[];
  return Object.fromEntries(known.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
}
