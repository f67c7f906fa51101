import { freshBytes } from "./fresh-bytes.ts";
import type { Handler, HandlerCommand, HandlerEvent } from "./handler.ts";

const SMALL_A = 0x61;
const SMALL_Z = 0x7a;
const CASE_BIT = 0x20;

/**
 * Turns a–z into A–Z byte by byte, as Python's `bytes.upper()` does: no other byte changes and the length stays. No byte
 * of a UTF-8 character beyond ASCII lies in a–z, so text that is cut anywhere stays whole.
 */
export function upperBytes(bytes: Uint8Array): Uint8Array {
  const upper = freshBytes(bytes.length);
  for (let index = 0; index < upper.length; index++) {
    const byte = bytes[index] as number;
    upper[index] = byte >= SMALL_A && byte <= SMALL_Z ? byte - CASE_BIT : byte;
  }
  return upper;
}

/** Answers every read with its bytes upper-cased, at once, to any number of peers; FIN answers FIN. */
export function createUpper(): Handler {
  return {
    handle(event: HandlerEvent): Iterable<HandlerCommand> {
      if (event.type === "data") return [{ type: "send", peer: event.peer, bytes: upperBytes(event.bytes) }];
      return event.type === "eof" ? [{ type: "close", peer: event.peer, how: "fin" }] : [];
    },
  };
}
