import { decodeText, encodeText } from "../../bytes/index.ts";
import type { RoomClient, RoomClientNews, RoomRequest, RoomStep } from "./room-client.ts";
import { splitMessage } from "./room-text.ts";

/** What an original server reads of a datagram. */
const MAX_MESSAGE_BYTES = 1024;
/** Names that are remembered for `/who`: what is heard can be forged without end. */
const MAX_NAMES = 1000;
const JOINED = ": 加入了群聊";
const LEFT = "：离开了聊天室";

/**
 * A member over the original datagram protocol: the name goes first, then `NAME:TEXT`, and the bare `q` leaves. The
 * server confirms nothing and has no member list; the names that were heard stand for one.
 */
export class DatagramRoomClient implements RoomClient {
  readonly #name: string;
  readonly #heard = new Set<string>();

  constructor(name: string) {
    this.#name = name;
  }

  begin(): readonly Uint8Array[] {
    return [encodeText(this.#name, "utf-8")];
  }

  receive(datagram: Uint8Array): readonly RoomClientNews[] {
    const text = decodeText(datagram, "utf-8", { badBytes: "mark" });
    if (text.endsWith(JOINED)) this.#hear(text.slice(0, -JOINED.length));
    else if (text.endsWith(LEFT)) this.#heard.delete(text.slice(0, -LEFT.length));
    else if (text.indexOf(":") > 0) this.#hear(text.slice(0, text.indexOf(":")));
    return [{ type: "line", text }];
  }

  request(request: RoomRequest): RoomStep {
    if (request.type === "who") {
      return { send: [], news: [{ type: "who", members: [this.#name, ...this.#heard], isComplete: false }] };
    }
    if (request.type === "msg") {
      return { send: [], news: [{ type: "refused", code: "noPrivate", text: request.to }] };
    }
    const text = request.type === "me" ? `* ${request.text}` : request.text;
    const bytes = encodeText(`${this.#name}:${text}`, "utf-8");
    return { send: splitMessage(bytes, this.#name, MAX_MESSAGE_BYTES), news: [] };
  }

  leave(): readonly Uint8Array[] {
    return [encodeText("q", "utf-8")];
  }

  #hear(name: string): void {
    if (name !== this.#name && this.#heard.size < MAX_NAMES) this.#heard.add(name);
  }
}
