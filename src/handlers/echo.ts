import type { Handler, HandlerCommand, HandlerEvent } from "./handler.ts";

/** Sends everything back as it came, and ends when the peer ends. */
export function createEcho(): Handler {
  return {
    *handle(event: HandlerEvent): Iterable<HandlerCommand> {
      if (event.type === "data") yield { type: "send", peer: event.peer, bytes: event.bytes };
      else if (event.type === "eof") yield { type: "close", peer: event.peer, how: "fin" };
    },
  };
}
