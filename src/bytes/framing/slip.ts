import { DEFAULT_MAX_MESSAGE_LENGTH, type FramingSpec } from "../framing-spec.ts";
import {
  badFrame,
  type FramedChunk,
  type Framer,
  type FramingViolation,
  NO_ENDS,
  tooLong,
  unfinished,
} from "./framer.ts";

const END = 0xc0;
const ESCAPE = 0xdb;
const ESCAPED_END = 0xdc;
const ESCAPED_ESCAPE = 0xdd;

/**
 * SLIP, RFC 1055. An END with nothing before it belongs to the message that follows, since senders put one first to
 * flush line noise. An escape that is none is a violation; the message goes on.
 */
export class SlipFramer implements Framer {
  readonly spec: FramingSpec;
  readonly stopped = false;
  readonly #maxLength: number;
  #open = 0;
  #hasContent = false;
  #escaped = false;
  #reported = false;

  constructor(spec: Extract<FramingSpec, { type: "slip" }>) {
    this.spec = spec;
    this.#maxLength = spec.maxLength ?? DEFAULT_MAX_MESSAGE_LENGTH;
  }

  get open(): number {
    return this.#open;
  }

  push(chunk: Uint8Array): FramedChunk {
    const continues = this.#open > 0 && chunk.length > 0;
    let ends: number[] | null = null;
    let violation: FramingViolation | null = null;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      this.#open += 1;
      if (this.#escaped && byte !== ESCAPED_END && byte !== ESCAPED_ESCAPE) {
        violation ??= badFrame(at, `Byte 0xDB is followed by 0x${byte.toString(16).toUpperCase()}, not by DC or DD`);
      }
      this.#escaped = byte === ESCAPE && !this.#escaped;
      if (byte === END) {
        if (!this.#hasContent) continue;
        ends ??= [];
        ends.push(at + 1);
        this.#open = 0;
        this.#hasContent = false;
        this.#reported = false;
        continue;
      }
      this.#hasContent = true;
      if (this.#open > this.#maxLength && !this.#reported) {
        this.#reported = true;
        violation ??= tooLong(at, this.#maxLength);
      }
    }
    return { continues, ends: ends ?? NO_ENDS, violation };
  }

  end(): FramingViolation | null {
    return unfinished(this.#hasContent ? this.#open : 0);
  }
}

/** The bytes between the ENDs with their escapes undone; null for an escape that is none. */
export function unframeSlip(message: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const payload = new Uint8Array(message.length);
  let used = 0;
  for (let at = 0; at < message.length; at++) {
    let byte = message[at] ?? 0;
    if (byte === END) continue;
    if (byte === ESCAPE) {
      at += 1;
      const next = message[at];
      if (next !== ESCAPED_END && next !== ESCAPED_ESCAPE) return null;
      byte = next === ESCAPED_END ? END : ESCAPE;
    }
    payload[used++] = byte;
  }
  return payload.slice(0, used);
}

/** The payload between two ENDs, as RFC 1055 has it. */
export function frameSlip(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const message: number[] = [END];
  for (const byte of payload) {
    if (byte === END) message.push(ESCAPE, ESCAPED_END);
    else if (byte === ESCAPE) message.push(ESCAPE, ESCAPED_ESCAPE);
    else message.push(byte);
  }
  message.push(END);
  return Uint8Array.from(message);
}
