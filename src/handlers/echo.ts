import type { Handler, HandlerCommand, HandlerEvent } from "./handler.ts";

/** Sends everything back as it came, and ends when the peer ends. */
export function createEcho(): Handler {
  return {
    handle(event: HandlerEvent): Iterable<HandlerCommand> {
      if (event.type === "data") return [{ type: "send", peer: event.peer, bytes: event.bytes }];
      return event.type === "eof" ? [{ type: "close", peer: event.peer, how: "fin" }] : [];
    },
  };
}
