/** What a member asks its client for. */
export type RoomRequest =
  | { readonly type: "say" | "me"; readonly text: string }
  | { readonly type: "msg"; readonly to: string; readonly text: string }
  | { readonly type: "who" };

/** What a client tells its member. Texts are the peers' own: escape them before a terminal gets them. */
export type RoomClientNews =
  /** The room has taken us in under this name, which may be another than the one asked for. */
  | { readonly type: "welcome"; readonly name: string; readonly members: readonly string[] }
  | {
      readonly type: "message";
      readonly from: string;
      readonly text: string;
      /** Only for us. */
      readonly isPrivate: boolean;
      /** The name that the sender wrote in front, when it is another member's. */
      readonly forgedName: string | null;
      /** When it was said; null is now. */
      readonly atMs: number | null;
    }
  | { readonly type: "joined" | "left"; readonly name: string }
  | { readonly type: "who"; readonly members: readonly string[]; readonly isComplete: boolean }
  /** The room, or the protocol, does not do it. */
  | { readonly type: "refused"; readonly code: string; readonly text: string }
  /** A line as an original server relays it; who wrote it is only claimed. */
  | { readonly type: "line"; readonly text: string }
  /** The other end is no room. The last news. */
  | { readonly type: "violation"; readonly message: string };

/** What a request comes to: what is sent, and what is known without asking. */
export interface RoomStep {
  readonly send: readonly Uint8Array[];
  readonly news: readonly RoomClientNews[];
}

/** One member's side of a room, over a stream or over datagrams: bytes in, news out. */
export interface RoomClient {
  /** What is sent first, before anything else. */
  begin(): readonly Uint8Array[];
  /** What came: bytes of the stream, or one datagram. Never throws. */
  receive(bytes: Uint8Array): readonly RoomClientNews[];
  request(request: RoomRequest): RoomStep;
  /** What is sent to leave. */
  leave(): readonly Uint8Array[];
}

/** Reads a line that was typed: text, a command, or `q` and `/quit`, which leave. `//` says a line that begins with `/`. */
export function parseRoomLine(
  line: string,
):
  | RoomRequest
  | { readonly type: "quit" }
  | { readonly type: "help" }
  | { readonly type: "unknown"; readonly command: string } {
  if (line === "q") return { type: "quit" };
  if (line.startsWith("//")) return { type: "say", text: line.slice(1) };
  const match = /^(\/\S*)(?:\s+(.*))?$/s.exec(line);
  if (match === null) return { type: "say", text: line };
  const [, command = "", rest = ""] = match;
  if (command === "/quit") return { type: "quit" };
  if (command === "/help") return { type: "help" };
  if (command === "/who") return { type: "who" };
  if (command === "/me" && rest !== "") return { type: "me", text: rest };
  const message = command === "/msg" ? /^(\S+)\s+(.+)$/s.exec(rest) : null;
  return message === null
    ? { type: "unknown", command }
    : { type: "msg", to: message[1] ?? "", text: message[2] ?? "" };
}
