import { concatBytes, decodeText, encodeText } from "../../bytes/index.ts";
import { JSON_HELLO } from "./line-guest.ts";
import type { RoomClient, RoomClientNews, RoomRequest, RoomStep } from "./room-client.ts";

/** The welcome of a full room with its history is far below this. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
/** A server that has said so much without one line of ours is no room. */
const MAX_GREETING_BYTES = 4096;
const LF = 0x0a;

type Fields = Readonly<Record<string, unknown>>;

/** A member over a stream of JSON lines: it knows who is there, who really spoke, and what was said before it came. */
export class JsonRoomClient implements RoomClient {
  readonly #name: string;
  #rest: Uint8Array = new Uint8Array(0);
  #id = "";
  #state: "greeting" | "inside" | "over" = "greeting";
  #greeting = 0;

  constructor(name: string) {
    this.#name = name;
  }

  begin(): readonly Uint8Array[] {
    return [concatBytes([encodeText(`${JSON_HELLO}\n`, "utf-8"), line({ type: "join", name: this.#name })])];
  }

  receive(bytes: Uint8Array): readonly RoomClientNews[] {
    const news: RoomClientNews[] = [];
    let all = this.#rest.length === 0 ? bytes : concatBytes([this.#rest, bytes]);
    for (let at = all.indexOf(LF); at >= 0 && this.#state !== "over"; at = all.indexOf(LF)) {
      news.push(...this.#line(all.subarray(0, at)));
      all = all.subarray(at + 1);
    }
    this.#rest = all.slice();
    if (this.#state === "greeting") this.#greeting += bytes.length;
    const isEndless =
      all.length > MAX_LINE_BYTES || (this.#state === "greeting" && this.#greeting - all.length > MAX_GREETING_BYTES);
    if (this.#state !== "over" && isEndless) news.push(...this.#violation("it sends no room's lines"));
    return news;
  }

  request(request: RoomRequest): RoomStep {
    return { send: [line(request)], news: [] };
  }

  leave(): readonly Uint8Array[] {
    return [line({ type: "quit" })];
  }

  #line(bytes: Uint8Array): readonly RoomClientNews[] {
    const value = parseFields(bytes);
    if (value === null) {
      // Before it knows us the room greets everybody in words.
      return this.#state === "greeting" ? [] : this.#violation("a line is no JSON object");
    }
    switch (value["type"]) {
      case "welcome":
        return this.#welcome(value);
      case "message":
        return messageOf(value, this.#id, null);
      case "joined":
      case "left": {
        const member = fieldsOf(value["member"]);
        const isSelf = member["id"] === this.#id;
        return isSelf ? [] : [{ type: value["type"], name: textOf(member["name"]) }];
      }
      case "who":
        return [{ type: "who", members: namesOf(value["members"]), isComplete: true }];
      case "error":
        return [{ type: "refused", code: textOf(value["code"]), text: textOf(value["text"]) }];
      default:
        // A later version may tell more.
        return [];
    }
  }

  #welcome(value: Fields): readonly RoomClientNews[] {
    const you = fieldsOf(value["you"]);
    this.#state = "inside";
    this.#id = textOf(you["id"]);
    const history = Array.isArray(value["history"]) ? value["history"] : [];
    return [
      ...history.flatMap((message) => {
        const fields = fieldsOf(message);
        return messageOf(fields, this.#id, Number(fields["atMs"] ?? 0));
      }),
      { type: "welcome", name: textOf(you["name"]) || this.#name, members: namesOf(value["members"]) },
    ];
  }

  #violation(message: string): readonly RoomClientNews[] {
    this.#state = "over";
    return [{ type: "violation", message }];
  }
}

function messageOf(value: Fields, ownId: string, atMs: number | null): readonly RoomClientNews[] {
  const { text, to, forgedName } = value;
  const from = fieldsOf(value["from"]);
  if (typeof text !== "string") return [];
  return [
    {
      type: "message",
      from: textOf(from["name"]),
      text,
      isPrivate: typeof to === "string" && to === ownId,
      forgedName: typeof forgedName === "string" ? forgedName : null,
      atMs,
    },
  ];
}

function namesOf(members: unknown): string[] {
  return Array.isArray(members) ? members.map((member) => textOf(fieldsOf(member)["name"])) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function parseFields(bytes: Uint8Array): Fields | null {
  try {
    const value: unknown = JSON.parse(decodeText(bytes, "utf-8"));
    return typeof value === "object" && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function line(value: unknown): Uint8Array {
  return encodeText(`${JSON.stringify(value)}\n`, "utf-8");
}
