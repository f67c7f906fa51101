import { encodeText } from "../../bytes/index.ts";
import type { Handler, HandlerCommand, HandlerEvent, HandlerPeer } from "../handler.ts";
import { sourceHost, SourceLimiter, type SourceLimiterOptions } from "../source-limiter.ts";
import { breakDownTime } from "./broken-down-time.ts";
import { strftime } from "./strftime.ts";
import { type TimeZone, UTC } from "./time-zone.ts";

/** Options of {@link createDaytime}. */
export interface DaytimeOptions extends SourceLimiterOptions {
  /** @default UTC */
  readonly zone?: TimeZone;
  /** @default `%A, %B %-d, %Y %H:%M:%S-%Z`, RFC 867's first example */
  readonly format?: string;
}

/** DAYTIME (RFC 867): over TCP a line with the time as soon as a client connects, then FIN; over UDP a line a datagram. */
export function createDaytime(options: DaytimeOptions = {}): Handler {
  const zone = options.zone ?? UTC;
  const format = options.format ?? "%A, %B %-d, %Y %H:%M:%S-%Z";
  const limiter = new SourceLimiter(options);

  function send(peer: HandlerPeer, nowMs: number): HandlerCommand {
    const epochSeconds = Math.floor(nowMs / 1000);
    const line = `${strftime(format, breakDownTime(epochSeconds, zone.at(epochSeconds)))}\r\n`;
    return { type: "send", peer, bytes: encodeText(line, "utf-8") };
  }

  return {
    *handle(event: HandlerEvent): Iterable<HandlerCommand> {
      if (event.type === "open" && event.peer.network !== "udp") {
        yield send(event.peer, event.nowMs);
        yield { type: "close", peer: event.peer, how: "fin" };
      } else if (event.type === "data" && event.peer.network === "udp") {
        if (limiter.take(sourceHost(event.peer.remote), event.nowMs)) yield send(event.peer, event.nowMs);
        else yield { type: "note", kind: "limit", peer: event.peer, detail: { limit: "perSecond" } };
      }
    },
  };
}
