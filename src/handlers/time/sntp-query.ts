import { readTimestamp, writeTimestamp } from "./ntp-timestamp.ts";

const PACKET_BYTES = 48;
const VERSION = 4;
const MODE_CLIENT = 3;
const MODE_SERVER = 4;
const LEAP_ALARM = 3;

/** What an SNTP server's answer says. */
export interface SntpReading {
  /** The server's time when it answered, Unix milliseconds. */
  readonly serverMs: number;
  /** What this machine's clock lacks; negative when it is ahead. */
  readonly offsetMs: number;
  /** Time on the way, there and back. */
  readonly delayMs: number;
  readonly stratum: number;
  /** Four characters (stratum 1) or an address of the server's own source. */
  readonly reference: string;
}

/** An answer, or why it is none. */
export type SntpAnswer =
  | { readonly type: "time"; readonly reading: SntpReading }
  /** Not an answer to this request: go on waiting. */
  | { readonly type: "unrelated" }
  /** The server has no time to give: it is not synchronised, or sends a kiss of death (RFC 5905 §7.4). */
  | { readonly type: "refused"; readonly reason: string };

/** One SNTP request (RFC 5905 §14) and the reading of its answer. */
export class SntpQuery {
  readonly request: Uint8Array;
  readonly #sentMs: number;

  constructor(sentMs: number) {
    this.#sentMs = sentMs;
    this.request = new Uint8Array(PACKET_BYTES);
    this.request[0] = (VERSION << 3) | MODE_CLIENT;
    writeTimestamp(new DataView(this.request.buffer), 40, sentMs);
  }

  /** Reads what came from the asked address at this time. */
  read(answer: Uint8Array, receivedMs: number): SntpAnswer {
    const [first = 0, stratum = 0] = answer;
    // The origin timestamp must be what was sent: an answer to nobody's question is forged or late.
    const echoes = this.request.subarray(40, 48).every((byte, index) => answer[24 + index] === byte);
    if (answer.length < PACKET_BYTES || (first & 7) !== MODE_SERVER || !echoes) return { type: "unrelated" };
    const id = answer.subarray(12, 16);
    if (stratum === 0) return { type: "refused", reason: `kiss of death ${letters(id)}` };
    if (stratum > 15 || first >> 6 === LEAP_ALARM) return { type: "refused", reason: "its clock is not synchronised" };
    const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
    const [arrivedMs, serverMs] = [readTimestamp(view, 32), readTimestamp(view, 40)];
    return {
      type: "time",
      reading: {
        serverMs,
        offsetMs: (arrivedMs - this.#sentMs + (serverMs - receivedMs)) / 2,
        delayMs: Math.max(0, receivedMs - this.#sentMs - (serverMs - arrivedMs)),
        stratum,
        reference: stratum === 1 || /^[\x20-\x7e]+$/.test(letters(id)) ? letters(id) : id.join("."),
      },
    };
  }
}

function letters(id: Uint8Array): string {
  return String.fromCharCode(...id).replace(/\0+$/, "");
}
