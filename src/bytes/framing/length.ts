import { DEFAULT_MAX_MESSAGE_LENGTH, type FramingSpec, type LengthWidth } from "../framing-spec.ts";
import {
  badFrame,
  type FramedChunk,
  type Framer,
  type FramingViolation,
  NO_ENDS,
  tooLong,
  unfinished,
} from "./framer.ts";

/** A {@link FramingSpec} of type `length`. */
export type LengthSpec = Extract<FramingSpec, { type: "length" }>;

const BYTES_OF_WIDTH: Readonly<Record<LengthWidth, number>> = {
  u8: 1,
  u16be: 2,
  u16le: 2,
  u24be: 3,
  u24le: 3,
  u32be: 4,
  u32le: 4,
  varint: 0,
};
const LONGEST_VARINT = 10;

/** Bytes of the length field; 0 for `varint`, whose last byte has its top bit clear. */
export function lengthFieldBytes(width: LengthWidth): number {
  return BYTES_OF_WIDTH[width];
}

/**
 * Messages begin with a header and their length. A length above `maxLength`, or below what the message already has,
 * stops the framer.
 */
export class LengthFramer implements Framer {
  readonly spec: LengthSpec;
  readonly #offset: number;
  readonly #adjust: number;
  readonly #maxLength: number;
  readonly #fieldBytes: number;
  readonly #littleEndian: boolean;
  #open = 0;
  #field = 0;
  #fieldRead = 0;
  #varintDone = false;
  /** Bytes that the message has in all, once its length is known. */
  #total = -1;
  #stopped = false;

  constructor(spec: LengthSpec) {
    this.spec = spec;
    this.#offset = spec.offset ?? 0;
    this.#adjust = spec.adjust ?? 0;
    this.#maxLength = spec.maxLength ?? DEFAULT_MAX_MESSAGE_LENGTH;
    this.#fieldBytes = lengthFieldBytes(spec.width);
    this.#littleEndian = spec.width.endsWith("le");
  }

  get open(): number {
    return this.#open;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  push(chunk: Uint8Array): FramedChunk {
    const continues = this.#open > 0 && chunk.length > 0;
    let ends: number[] | null = null;
    let violation: FramingViolation | null = null;
    let at = 0;
    while (at < chunk.length && !this.#stopped) {
      if (this.#total < 0) {
        at = this.#readHeader(chunk, at);
        violation = this.#checkLength(at);
      }
      if (this.#total < 0 || this.#stopped) continue;
      const take = Math.min(this.#total - this.#open, chunk.length - at);
      at += take;
      this.#open += take;
      if (this.#open === this.#total) {
        ends ??= [];
        ends.push(at);
        this.#reset();
      }
    }
    if (this.#stopped) this.#open += chunk.length - at;
    return { continues, ends: ends ?? NO_ENDS, violation };
  }

  end(): FramingViolation | null {
    return unfinished(this.#open);
  }

  /** Reads what the chunk has of the header and the length field; returns the offset after it. */
  #readHeader(chunk: Uint8Array, from: number): number {
    const skip = Math.min(Math.max(0, this.#offset - this.#open), chunk.length - from);
    let at = from + skip;
    this.#open += skip;
    while (at < chunk.length && !this.#fieldDone()) {
      const byte = chunk[at] ?? 0;
      if (this.#fieldBytes === 0) this.#field += (byte & 0x7f) * 2 ** (7 * this.#fieldRead);
      else if (this.#littleEndian) this.#field += byte * 2 ** (8 * this.#fieldRead);
      else this.#field = this.#field * 256 + byte;
      this.#fieldRead += 1;
      this.#open += 1;
      at += 1;
      if (this.#fieldBytes === 0 && byte < 0x80) this.#varintDone = true;
    }
    return at;
  }

  #fieldDone(): boolean {
    if (this.#fieldBytes > 0) return this.#fieldRead === this.#fieldBytes;
    return this.#varintDone || this.#fieldRead === LONGEST_VARINT;
  }

  #checkLength(at: number): FramingViolation | null {
    if (!this.#fieldDone()) return null;
    if (this.#fieldBytes === 0 && !this.#varintDone) {
      this.#stopped = true;
      return badFrame(at, `Length does not end within ${LONGEST_VARINT} bytes of varint`);
    }
    const body = this.#field + this.#adjust;
    if (body < 0) {
      this.#stopped = true;
      return badFrame(at, `Length ${this.#field} with adjust ${this.#adjust} is below 0`);
    }
    this.#total = this.#open + body;
    if (this.#total <= this.#maxLength) return null;
    this.#stopped = true;
    return tooLong(at, this.#maxLength);
  }

  #reset(): void {
    this.#open = 0;
    this.#field = 0;
    this.#fieldRead = 0;
    this.#total = -1;
    this.#varintDone = false;
  }
}

/** How many bytes the length field of this message has, or -1 when the message is too short to have one. */
function fieldBytesOf(message: Uint8Array, spec: LengthSpec): number {
  const offset = spec.offset ?? 0;
  const fixed = lengthFieldBytes(spec.width);
  if (fixed > 0) return message.length >= offset + fixed ? fixed : -1;
  for (let count = 1; count <= LONGEST_VARINT; count++) {
    const byte = message[offset + count - 1];
    if (byte === undefined) return -1;
    if (byte < 0x80) return count;
  }
  return -1;
}

/** The message without its length field: its header (`offset` bytes) and body; null when it has no whole field. */
export function unframeLength(message: Uint8Array, spec: LengthSpec): Uint8Array | null {
  const offset = spec.offset ?? 0;
  const count = fieldBytesOf(message, spec);
  if (count < 0) return null;
  if (offset === 0) return message.subarray(count);
  const payload = new Uint8Array(message.length - count);
  payload.set(message.subarray(0, offset));
  payload.set(message.subarray(offset + count), offset);
  return payload;
}

function fieldOf(value: number, width: LengthWidth): number[] | null {
  const count = lengthFieldBytes(width);
  const field: number[] = [];
  let rest = value;
  if (count === 0) {
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) field.push((rest % 128) | 0x80);
    field.push(rest);
    return field;
  }
  for (let index = 0; index < count; index++) {
    field.push(rest % 256);
    rest = Math.floor(rest / 256);
  }
  if (rest > 0) return null;
  return width.endsWith("le") ? field : field.reverse();
}

/**
 * Puts the length field after the first `offset` bytes of the payload; null when the payload is shorter than that or
 * its length cannot be written in the field.
 */
export function frameLength(payload: Uint8Array, spec: LengthSpec): Uint8Array<ArrayBuffer> | null {
  const offset = spec.offset ?? 0;
  const value = payload.length - offset - (spec.adjust ?? 0);
  if (payload.length < offset || value < 0) return null;
  const field = fieldOf(value, spec.width);
  if (field === null) return null;
  const message = new Uint8Array(payload.length + field.length);
  message.set(payload.subarray(0, offset));
  message.set(field, offset);
  message.set(payload.subarray(offset), offset + field.length);
  return message;
}
