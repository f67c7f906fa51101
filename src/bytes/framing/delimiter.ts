import { DEFAULT_MAX_MESSAGE_LENGTH, type FramingSpec } from "../framing-spec.ts";
import { type FramedChunk, type Framer, type FramingViolation, NO_ENDS, tooLong, unfinished } from "./framer.ts";

/** How many bytes of the delimiter still match when the byte after a partial match does not (Knuth, Morris, Pratt). */
function failureTable(delimiter: Uint8Array): Uint8Array {
  const table = new Uint8Array(delimiter.length);
  let matched = 0;
  for (let index = 1; index < delimiter.length; index++) {
    while (matched > 0 && delimiter[index] !== delimiter[matched]) matched = table[matched - 1] ?? 0;
    if (delimiter[index] === delimiter[matched]) matched += 1;
    table[index] = matched;
  }
  return table;
}

/**
 * Messages end with a delimiter of 1 to 255 bytes, which may be split over chunks. A message that outgrows `maxLength`
 * is a violation, once; it still ends at its delimiter.
 */
export class DelimiterFramer implements Framer {
  readonly spec: FramingSpec;
  readonly stopped = false;
  readonly #delimiter: Uint8Array;
  readonly #failure: Uint8Array;
  readonly #maxLength: number;
  #open = 0;
  #matched = 0;
  #reported = false;

  constructor(spec: FramingSpec, delimiter: Uint8Array, maxLength: number = DEFAULT_MAX_MESSAGE_LENGTH) {
    this.spec = spec;
    this.#delimiter = delimiter;
    this.#failure = failureTable(delimiter);
    this.#maxLength = maxLength;
  }

  get open(): number {
    return this.#open;
  }

  push(chunk: Uint8Array): FramedChunk {
    const continues = this.#open > 0 && chunk.length > 0;
    let ends: number[] | null = null;
    let violation: FramingViolation | null = null;
    let start = 0;
    for (let end = this.#find(chunk, 0); end >= 0; end = this.#find(chunk, end)) {
      const overlong = this.#grow(start, end);
      violation ??= overlong;
      ends ??= [];
      ends.push(end);
      this.#open = 0;
      this.#reported = false;
      start = end;
    }
    const overlong = this.#grow(start, chunk.length);
    return { continues, ends: ends ?? NO_ENDS, violation: violation ?? overlong };
  }

  end(): FramingViolation | null {
    return unfinished(this.#open);
  }

  /** The offset just past the next delimiter at or after `from`, or -1. */
  #find(chunk: Uint8Array, from: number): number {
    const delimiter = this.#delimiter;
    const first = delimiter[0] ?? 0;
    if (delimiter.length === 1) return chunk.indexOf(first, from) + 1 || -1;
    let matched = this.#matched;
    let at = from;
    while (at < chunk.length) {
      if (matched === 0) {
        at = chunk.indexOf(first, at);
        if (at < 0) break;
        matched = 1;
        at += 1;
        continue;
      }
      const byte = chunk[at];
      if (byte === delimiter[matched]) {
        matched += 1;
        at += 1;
        if (matched === delimiter.length) {
          this.#matched = 0;
          return at;
        }
      } else {
        matched = this.#failure[matched - 1] ?? 0;
      }
    }
    this.#matched = matched;
    return -1;
  }

  #grow(from: number, to: number): FramingViolation | null {
    const before = this.#open;
    this.#open += to - from;
    if (this.#open <= this.#maxLength || this.#reported) return null;
    this.#reported = true;
    return tooLong(from + Math.max(0, this.#maxLength - before), this.#maxLength);
  }
}

/** The message without its delimiter; one that the stream's end cut off is kept whole. */
export function unframeDelimited(message: Uint8Array, delimiter: Uint8Array): Uint8Array {
  const end = message.length - delimiter.length;
  return endsWith(message, delimiter) ? message.subarray(0, end) : message;
}

function endsWith(message: Uint8Array, delimiter: Uint8Array): boolean {
  const start = message.length - delimiter.length;
  return start >= 0 && delimiter.every((byte, index) => message[start + index] === byte);
}

/** Where `delimiter` stands in `bytes`, or -1. */
export function indexOfBytes(bytes: Uint8Array, delimiter: Uint8Array): number {
  const first = delimiter[0] ?? 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (delimiter.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
