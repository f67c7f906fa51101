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

const FULL_GROUP = 0xff;

/**
 * COBS (Cheshire and Baker, "Consistent Overhead Byte Stuffing"): a message ends with a zero byte. A zero with nothing
 * before it belongs to the message that follows. A zero inside a group is a violation; it ends the message all the same.
 */
export class CobsFramer implements Framer {
  readonly spec: FramingSpec;
  readonly stopped = false;
  readonly #maxLength: number;
  #open = 0;
  #hasContent = false;
  /** Bytes of the present group still to come. */
  #left = 0;
  #reported = false;

  constructor(spec: Extract<FramingSpec, { type: "cobs" }>) {
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
      if (byte !== 0) {
        this.#hasContent = true;
        this.#left = this.#left === 0 ? byte - 1 : this.#left - 1;
        if (this.#open > this.#maxLength && !this.#reported) {
          this.#reported = true;
          violation ??= tooLong(at, this.#maxLength);
        }
        continue;
      }
      if (this.#left > 0) violation ??= badFrame(at, `Zero byte comes ${this.#left} bytes before its group's end`);
      this.#left = 0;
      if (!this.#hasContent) continue;
      ends ??= [];
      ends.push(at + 1);
      this.#open = 0;
      this.#hasContent = false;
      this.#reported = false;
    }
    return { continues, ends: ends ?? NO_ENDS, violation };
  }

  end(): FramingViolation | null {
    return unfinished(this.#hasContent ? this.#open : 0);
  }
}

/** The message unstuffed, without its zero byte; null when a group runs past the end. */
export function unframeCobs(message: Uint8Array): Uint8Array<ArrayBuffer> | null {
  let end = message.length;
  let at = 0;
  while (at < end && message[at] === 0) at += 1;
  if (end > at && message[end - 1] === 0) end -= 1;
  const payload = new Uint8Array(end - at);
  let used = 0;
  while (at < end) {
    const group = message[at] ?? 0;
    at += 1;
    const next = at + group - 1;
    if (group === 0 || next > end) return null;
    while (at < next) {
      const byte = message[at++] ?? 0;
      if (byte === 0) return null;
      payload[used++] = byte;
    }
    if (group !== FULL_GROUP && at < end) payload[used++] = 0;
  }
  return payload.slice(0, used);
}

/** The payload stuffed, with its zero byte at the end. */
export function frameCobs(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const message: number[] = [0];
  let head = 0;
  for (let index = 0; index < payload.length; index++) {
    const byte = payload[index] ?? 0;
    if (byte !== 0) message.push(byte);
    const group = message.length - head;
    if (byte === 0 || (group === FULL_GROUP && index + 1 < payload.length)) {
      message[head] = group;
      head = message.length;
      message.push(0);
    }
  }
  message[head] = message.length - head;
  message.push(0);
  return Uint8Array.from(message);
}
