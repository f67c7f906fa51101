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

/** Formats of one second whose answers are kept for the rest of it. */
const MAX_KEPT = 256;
const MAX_KEPT_BYTES = 256;

/**
 * Answers each datagram, a strftime(3) format in UTF-8, with the local time in that format; an empty one stands for
 * `%Y-%m-%d %X`. Every request is answered, a bad one with a short word about it, unless its source asks too often.
 */
export function createTimeServer(options: TimeServerOptions = {}): Handler {
  return new TimeServer(options);
}

class TimeServer implements Handler {
  readonly #zone: TimeZone;
  readonly #defaultFormat: string;
  readonly #maxAnswerBytes: number;
  readonly #limiter: SourceLimiter;
  /** What was answered to a format in {@link TimeServer.#second}: an answer changes once a second. */
  readonly #kept = new Map<string, Uint8Array>();
  #second = Number.NaN;

  constructor(options: TimeServerOptions) {
    this.#zone = options.zone ?? UTC;
    this.#defaultFormat = options.defaultFormat ?? "%Y-%m-%d %X";
    this.#maxAnswerBytes = options.maxAnswerBytes ?? 1024;
    this.#limiter = new SourceLimiter(options);
  }

  handle(event: HandlerEvent): Iterable<HandlerCommand> {
    if (event.type === "data") return this.#answer(event.peer, event.bytes, event.nowMs);
    return event.type === "eof" ? [{ type: "close", peer: event.peer, how: "fin" }] : [];
  }

  #answer(peer: HandlerPeer, request: Uint8Array, nowMs: number): HandlerCommand[] {
    if (!this.#limiter.take(sourceHost(peer.remote), nowMs)) {
      return [{ type: "note", kind: "limit", peer, detail: { limit: "perSecond", bytes: request.length } }];
    }
    const bytes = this.#answerTo(decodeText(request, "utf-8"), Math.floor(nowMs / 1000));
    const end = cutAtCharacter(bytes, "utf-8", this.#maxAnswerBytes);
    if (end === bytes.length) return [{ type: "send", peer, bytes }];
    const detail = { limit: "maxAnswerBytes", value: this.#maxAnswerBytes, bytes: bytes.length };
    return [
      { type: "note", kind: "limit", peer, detail },
      { type: "send", peer, bytes: bytes.subarray(0, end) },
    ];
  }

  #answerTo(format: string, epochSeconds: number): Uint8Array {
    if (epochSeconds !== this.#second) {
      this.#kept.clear();
      this.#second = epochSeconds;
    }
    const kept = this.#kept.get(format);
    if (kept !== undefined) return kept;
    const bytes = encodeText(this.#formatted(format, epochSeconds), "utf-8");
    const small = format.length <= MAX_KEPT_BYTES && bytes.length <= MAX_KEPT_BYTES;
    if (small && this.#kept.size < MAX_KEPT) this.#kept.set(format, bytes);
    return bytes;
  }

  #formatted(format: string, epochSeconds: number): string {
    if (format.includes("\uFFFD")) return "bad request: not UTF-8";
    if (format.includes("\0")) return "bad request: NUL in the format";
    const time = breakDownTime(epochSeconds, this.#zone.at(epochSeconds));
    return strftime(format === "" ? this.#defaultFormat : format, time);
  }
}
