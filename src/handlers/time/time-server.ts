import { cutAtCharacter, decodeText, encodeText } from "../../bytes/index.ts";
import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer } from "../handler.ts";
import { sourceHost, SourceLimiter, type SourceLimiterOptions } from "../source-limiter.ts";
import { breakDownTime } from "./broken-down-time.ts";
import { strftime } from "./strftime.ts";
import { type TimeZone, UTC } from "./time-zone.ts";

/** Options of {@link createTimeServer}. */
export interface TimeServerOptions extends SourceLimiterOptions {
  /** @default UTC */
  readonly zone?: TimeZone;
  /** What an empty request stands for. @default `%Y-%m-%d %X` */
  readonly defaultFormat?: string;
  /** Bytes of one answer: what the original client reads. @default 1024 */
  readonly maxAnswerBytes?: number;
}

/**
 * Answers each datagram, a strftime(3) format in UTF-8, with the local time in that format; an empty one stands for
 * `%Y-%m-%d %X`. Every request is answered, a bad one with a short word about it, unless its source asks too often.
 */
export function createTimeServer(options: TimeServerOptions = {}): Handler {
  const zone = options.zone ?? UTC;
  const defaultFormat = options.defaultFormat ?? "%Y-%m-%d %X";
  const maxAnswerBytes = options.maxAnswerBytes ?? 1024;
  const limiter = new SourceLimiter(options);

  function* answer(peer: HandlerPeer, request: Uint8Array, nowMs: number): Iterable<HandlerCommand> {
    if (!limiter.take(sourceHost(peer.remote), nowMs)) {
      yield { type: "note", kind: "limit", peer, detail: { limit: "perSecond", bytes: request.length } };
      return;
    }
    const text = formatted(request, nowMs);
    const bytes = encodeText(text, "utf-8");
    const end = cutAtCharacter(bytes, "utf-8", maxAnswerBytes);
    if (end < bytes.length) {
      const detail = { limit: "maxAnswerBytes", value: maxAnswerBytes, bytes: bytes.length };
      yield { type: "note", kind: "limit", peer, detail };
    }
    yield { type: "send", peer, bytes: bytes.subarray(0, end) };
  }

  function formatted(request: Uint8Array, nowMs: number): string {
    const format = decodeText(request, "utf-8");
    if (format.includes("\uFFFD")) return "bad request: not UTF-8";
    if (format.includes("\0")) return "bad request: NUL in the format";
    const epochSeconds = Math.floor(nowMs / 1000);
    return strftime(format === "" ? defaultFormat : format, breakDownTime(epochSeconds, zone.at(epochSeconds)));
  }

  return {
    *handle(event: HandlerEvent): Iterable<HandlerCommand> {
      if (event.type === "data") yield* answer(event.peer, event.bytes, event.nowMs);
      else if (event.type === "eof") yield { type: "close", peer: event.peer, how: "fin" };
    },
  };
}
