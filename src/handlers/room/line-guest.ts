import { decodeText, encodeText } from "../../bytes/index.ts";
import type { HandlerPeer } from "../handler.ts";
import { TokenBucket } from "../token-bucket.ts";
import { memberIdOf, type RoomDesk, type RoomGuest } from "./room-guest.ts";
import type { LeaveReason, RoomMember, RoomMessage, RoomNews } from "./room-hub.ts";
import { displayName, LineReader, oneLine, splitMessage } from "./room-text.ts";

/** The first line by which our own client asks for the JSON form; no person types it as a name. */
export const JSON_HELLO = "JACKFIELD-ROOM/1";

const WELCOME = "欢迎，请先输入名字 / Welcome, send your name first  (/who /me /msg NAME TEXT /quit)";

/** What a line from a member asks for. */
type Request =
  | { readonly type: "join"; readonly text: string }
  | { readonly type: "say" | "me"; readonly text: string }
  | { readonly type: "msg"; readonly to: string; readonly text: string }
  | { readonly type: "who" }
  | { readonly type: "quit" }
  | { readonly type: "unknown"; readonly text: string };

/**
 * A member over a byte stream: lines of UTF-8 text that a person can type into any TCP client, or, after
 * {@link JSON_HELLO}, one JSON object a line for our own client, which then also gets the members and the history.
 */
export class LineGuest implements RoomGuest {
  readonly #desk: RoomDesk;
  readonly #peer: HandlerPeer;
  readonly #lines: LineReader;
  readonly #bucket: TokenBucket;
  #member: RoomMember | null = null;
  #json = false;
  #greeted = false;
  #limited = 0;
  heardMs: number;

  constructor(desk: RoomDesk, peer: HandlerPeer, nowMs: number) {
    this.#desk = desk;
    this.#peer = peer;
    this.#lines = new LineReader(desk.rules.maxLineBytes);
    this.#bucket = new TokenBucket(desk.rules.messagesPerSecond, desk.rules.messageBurst, nowMs);
    this.heardMs = nowMs;
    this.#line(WELCOME);
  }

  get memberId(): string | null {
    return this.#member?.id ?? null;
  }

  receive(bytes: Uint8Array, nowMs: number): void {
    this.heardMs = nowMs;
    for (const line of this.#lines.push(bytes)) this.#take(line, nowMs);
  }

  /** A last line without an end counts too. */
  finish(nowMs: number): void {
    const rest = this.#lines.end();
    if (rest !== null) this.#take(rest, nowMs);
    this.leave("closed");
    this.#desk.close(this.#peer);
  }

  wake(): void {}

  leave(reason: LeaveReason): void {
    const member = this.#member;
    this.#member = null;
    if (member !== null) this.#desk.hub.leave(member.id, reason);
  }

  tell(news: RoomNews): void {
    if (this.#json) {
      this.#object(news.type === "message" ? { type: "message", ...messageObject(news.message) } : news);
    } else if (news.type === "message") {
      const { from, to, text, forgedName } = news.message;
      const flag = forgedName === null ? "" : " [冒名 / forged]";
      this.#line(`${from.name}${flag}:${to === null ? "" : " (私聊)"} ${oneLine(text).trimStart()}`);
    } else if (news.type === "joined") {
      if (news.member.id !== this.memberId) this.#line(`${news.member.name}: 加入了群聊`);
    } else {
      this.#line(`${news.member.name}：离开了聊天室`);
    }
  }

  #take(line: string, nowMs: number): void {
    if (!this.#greeted) {
      this.#greeted = true;
      if (line === JSON_HELLO) {
        this.#json = true;
        return;
      }
    }
    const request = this.#json ? jsonRequest(line) : lineRequest(line, this.#member !== null);
    this.#answer(request, nowMs);
  }

  #answer(request: Request, nowMs: number): void {
    const member = this.#member;
    if (request.type === "quit") {
      this.leave("quit");
      this.#desk.close(this.#peer);
    } else if (request.type === "unknown") {
      this.#refuse("unknown", `不明白 / not understood: ${oneLine(request.text)}`);
    } else if (request.type === "who") {
      this.#who();
    } else if (member === null) {
      if (request.type === "join") this.#join(request.text, nowMs);
      else this.#refuse("nameless", "请先输入名字 / send your name first");
    } else if (request.type === "join") {
      this.#refuse("joined", `已经以此名加入 / you are here already as ${member.name}`);
    } else if (request.text !== "" && this.#mayTalk(member, nowMs)) {
      this.#say(member, request, nowMs);
    }
  }

  #join(typed: string, nowMs: number): void {
    const name = displayName(typed, this.#peer.remote);
    const id = memberIdOf(this.#peer);
    const via = this.#json ? "json" : "line";
    const result = this.#desk.hub.join({ id, name, address: this.#peer.remote, via }, nowMs);
    if (!result.ok) {
      this.#desk.note("limit", this.#peer, { limit: "maxMembers", name });
      this.#refuse("full", "人数已满 / the room is full");
      this.#desk.close(this.#peer);
      return;
    }
    this.#member = result.member;
    if (this.#json) {
      const members = this.#desk.hub.members();
      this.#object({
        type: "welcome",
        you: result.member,
        members,
        history: this.#desk.hub.history().map(messageObject),
      });
    } else {
      this.#line(`你好 / hello, ${result.member.name}`);
    }
  }

  #mayTalk(member: RoomMember, nowMs: number): boolean {
    if (this.#bucket.take(nowMs)) return true;
    this.#limited += 1;
    this.#desk.note("limit", this.#peer, { limit: "messagesPerSecond", count: this.#limited, name: member.name });
    this.#refuse("rate", "说得太快，这一条没有发出 / too fast, this message was not sent");
    return false;
  }

  #say(member: RoomMember, request: Extract<Request, { readonly text: string }>, nowMs: number): void {
    const { hub, rules } = this.#desk;
    const text = request.type === "me" ? `* ${request.text}` : request.text;
    if (request.type === "msg") {
      const to = hub.members().find((other) => other.name === request.to);
      if (to === undefined) this.#refuse("nobody", `没有此人 / nobody is called ${oneLine(request.to)}`);
      else
        hub.post(
          member.id,
          { bytes: encodeText(`${member.name}:${text}`, "utf-8"), text, to: to.id, forgedName: null },
          nowMs,
        );
      return;
    }
    const front = `${member.name}:`;
    for (const bytes of splitMessage(encodeText(front + text, "utf-8"), member.name, rules.maxMessageBytes)) {
      const said = new Uint8Array(bytes.subarray(encodeText(front, "utf-8").length));
      hub.post(member.id, { bytes, text: decodeUtf8(said), to: null, forgedName: null }, nowMs);
    }
  }

  #who(): void {
    const members = this.#desk.hub.members();
    if (this.#json) this.#object({ type: "who", members });
    else this.#line(`在线 / here (${members.length}): ${members.map((member) => member.name).join(", ")}`);
  }

  #refuse(code: string, text: string): void {
    if (this.#json) this.#object({ type: "error", code, text });
    else this.#line(text);
  }

  #line(text: string): void {
    this.#desk.send(this.#peer, encodeText(`${text}\n`, "utf-8"));
  }

  #object(value: unknown): void {
    this.#line(JSON.stringify(value));
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  return decodeText(bytes, "utf-8");
}

function lineRequest(line: string, joined: boolean): Request {
  const match = /^\/(\w+)(?:\s+(.*))?$/s.exec(line);
  if (match === null) {
    if (!joined) return { type: "join", text: line };
    return line === "q" ? { type: "quit" } : { type: "say", text: line };
  }
  const [, verb = "", rest = ""] = match;
  if (verb === "quit" || verb === "who") return { type: verb };
  if (verb === "me" && rest !== "") return { type: "me", text: rest };
  const message = verb === "msg" ? /^(\S+)\s+(.+)$/s.exec(rest) : null;
  if (message !== null) return { type: "msg", to: message[1] ?? "", text: message[2] ?? "" };
  return { type: "unknown", text: line };
}

function jsonRequest(line: string): Request {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { type: "unknown", text: line };
  }
  if (typeof value !== "object" || value === null) return { type: "unknown", text: line };
  const { type, text, name, to } = value as Readonly<Record<string, unknown>>;
  if (type === "join" && typeof name === "string") return { type: "join", text: name };
  if ((type === "say" || type === "me") && typeof text === "string") return { type, text };
  if (type === "msg" && typeof text === "string" && typeof to === "string") return { type, to, text };
  if (type === "who" || type === "quit") return { type };
  return { type: "unknown", text: line };
}

/** A message as our own client gets it: without the bytes, which are only the text in another form. */
function messageObject(message: RoomMessage): Readonly<Record<string, unknown>> {
  const { seq, atMs, from, to, text, forgedName } = message;
  return { seq, atMs, from, to, text, forgedName };
}
