import type { Handler, HandlerCommand, HandlerEvent } from "../handler.ts";
import { sourceHost, SourceLimiter, type SourceLimiterOptions } from "../source-limiter.ts";
import { writeTimestamp } from "./ntp-timestamp.ts";

const PACKET_BYTES = 48;
const MODE_CLIENT = 3;
const MODE_SERVER = 4;

/** Options of {@link createSntpServer}. */
export interface SntpOptions extends SourceLimiterOptions {
  /** How far this machine's clock is from the root, as told to clients; 1 is a reference clock. @default 10 */
  readonly stratum?: number;
  /** Four ASCII characters that name the clock. @default LOCL, RFC 5905 figure 12's uncalibrated local clock */
  readonly referenceId?: string;
}

/**
 * An SNTP responder (RFC 5905 §14): a client's packet (mode 3) of version 1 to 4 is answered in mode 4 with this
 * machine's clock; anything else is dropped with a note.
 */
export function createSntpServer(options: SntpOptions = {}): Handler {
  const stratum = options.stratum ?? 10;
  const referenceId = (options.referenceId ?? "LOCL").padEnd(4, "\0");
  const limiter = new SourceLimiter(options);

  function reply(request: Uint8Array, nowMs: number): Uint8Array {
    const packet = new Uint8Array(PACKET_BYTES);
    const view = new DataView(packet.buffer);
    const version = ((request[0] ?? 0) >> 3) & 7;
    packet[0] = (version << 3) | MODE_SERVER;
    packet[1] = stratum;
    packet[2] = request[2] ?? 0;
    // The clock is read in milliseconds: 2^-10 s.
    view.setInt8(3, -10);
    // Root dispersion: 10 ms in 16.16 fixed point.
    view.setUint32(8, Math.round(0.01 * 65_536));
    for (let index = 0; index < 4; index++) packet[12 + index] = referenceId.charCodeAt(index);
    writeTimestamp(view, 16, nowMs);
    packet.set(request.subarray(40, 48), 24);
    writeTimestamp(view, 32, nowMs);
    writeTimestamp(view, 40, nowMs);
    return packet;
  }

  return {
    *handle(event: HandlerEvent): Iterable<HandlerCommand> {
      if (event.type !== "data") return;
      const { peer, bytes, nowMs } = event;
      const first = bytes[0] ?? 0;
      const version = (first >> 3) & 7;
      if (bytes.length < PACKET_BYTES || (first & 7) !== MODE_CLIENT || version < 1 || version > 4) {
        yield { type: "note", kind: "note", peer, detail: { text: "no SNTP request", bytes: bytes.length } };
      } else if (!limiter.take(sourceHost(peer.remote), nowMs)) {
        yield { type: "note", kind: "limit", peer, detail: { limit: "perSecond" } };
      } else {
        yield { type: "send", peer, bytes: reply(bytes, nowMs) };
      }
    },
  };
}
