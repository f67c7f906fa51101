import { JackfieldError } from "../../errors/index.ts";
import { createFramer, unframe } from "../framing.ts";
import { DEFAULT_MAX_MESSAGE_LENGTH, type FramingSpec } from "../framing-spec.ts";
import { badFrame, type Framer, type FramingViolation, tooLong } from "./framer.ts";
import { IdleFramer } from "./idle.ts";

/** A message of a stream with its header and delimiter, or a piece of one that is not whole or breaks the framing. */
export interface CutMessage {
  /** Of the chunk that was pushed, where it can be: only valid until the next call. */
  readonly bytes: Uint8Array;
  /** The message ends with these bytes. */
  readonly ended: boolean;
  /** These are all bytes of a message that has ended and keeps to the framing. */
  readonly whole: boolean;
  /** How the message breaks the framing; told once for each message. */
  readonly violation: FramingViolation | null;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Cuts one direction of one stream into messages by a framing. Every byte is given out exactly once and in order: those
 * of a message that breaks the framing as soon as that is known, so that no more is held than the longest message of
 * the framing. Which messages are whole does not depend on how the stream was read.
 */
export class MessageCutter {
  readonly #spec: FramingSpec;
  readonly #framer: Framer;
  readonly #maxLength: number;
  #held: Uint8Array = NO_BYTES;
  #heldBytes = 0;
  /** The open message breaks the framing, which was told: its bytes are given out as they come. */
  #isBroken = false;

  /** The spec is taken as valid, as by {@link createFramer}. */
  constructor(spec: FramingSpec) {
    this.#spec = spec;
    this.#framer = createFramer(spec);
    const maxLength = "maxLength" in spec ? spec.maxLength : undefined;
    this.#maxLength = spec.type === "fixed" ? spec.size : (maxLength ?? DEFAULT_MAX_MESSAGE_LENGTH);
  }

  /** Bytes that are held of the message that has begun and not ended. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** When the open message ends if nothing more comes; infinity for framings that do not end by silence. */
  get endsAtMs(): number {
    return this.#framer instanceof IdleFramer ? this.#framer.endsAtMs : Number.POSITIVE_INFINITY;
  }

  /** The next bytes of the stream, which are only read during the call. `atMs`: when they came. */
  push(chunk: Uint8Array, atMs: number): CutMessage[] {
    if (this.#spec.type === "read") return [{ bytes: chunk, ended: true, whole: true, violation: null }];
    const { ends, violation } = this.#framer.push(chunk, atMs);
    const messages: CutMessage[] = [];
    let untold = violation;
    let from = 0;
    for (const end of ends) {
      const isIn = untold !== null && untold.offset < end;
      const message = this.#end(chunk.subarray(from, end), isIn ? untold : null);
      if (message !== null) messages.push(message);
      if (isIn) untold = null;
      from = end;
    }
    const rest = chunk.subarray(from);
    if (untold !== null || this.#isBroken || this.#framer.stopped) {
      const told = this.#isBroken ? null : untold;
      this.#isBroken = true;
      const bytes = this.#take(rest);
      if (bytes.length > 0 || told !== null) messages.push({ bytes, ended: false, whole: false, violation: told });
    } else {
      this.#hold(rest);
    }
    return messages;
  }

  /** The message that has ended by the silence until now; null when none has. */
  expire(nowMs: number): CutMessage | null {
    return this.#framer instanceof IdleFramer && this.#framer.expire(nowMs) ? this.#end(NO_BYTES, null) : null;
  }

  /**
   * The stream has ended: what is left of it, null when nothing is. Where silence ends a message, this does too;
   * elsewhere a message without its end breaks the framing.
   */
  end(): CutMessage | null {
    const violation = this.#framer.end();
    if (violation === null) return this.#end(NO_BYTES, null);
    if (this.#isBroken) return null;
    this.#isBroken = true;
    return { bytes: this.#take(NO_BYTES), ended: false, whole: false, violation };
  }

  /** The open message ends with these bytes; null when there is none. */
  #end(last: Uint8Array, found: FramingViolation | null): CutMessage | null {
    const wasBroken = this.#isBroken;
    this.#isBroken = false;
    const bytes = this.#take(last);
    if (bytes.length === 0) return null;
    if (wasBroken) return { bytes, ended: true, whole: false, violation: null };
    // Of several violations in one chunk the framer tells the first only.
    const violation = found ?? this.#violationOf(bytes);
    return { bytes, ended: true, whole: violation === null, violation };
  }

  #violationOf(message: Uint8Array): FramingViolation | null {
    if (message.length > this.#maxLength) return tooLong(0, this.#maxLength);
    const { type } = this.#spec;
    if (type !== "slip" && type !== "cobs") return null;
    try {
      unframe(message, this.#spec);
      return null;
    } catch (error) {
      if (!JackfieldError.is(error, "ERR_BAD_FRAME")) throw error;
      return badFrame(0, error.message);
    }
  }

  /** A message may come byte by byte: the room for it doubles. */
  #hold(bytes: Uint8Array): void {
    const length = this.#heldBytes + bytes.length;
    if (length > this.#held.length) {
      const room = new Uint8Array(Math.max(length, Math.min(2 * this.#held.length, this.#maxLength)));
      room.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = room;
    }
    this.#held.set(bytes, this.#heldBytes);
    this.#heldBytes = length;
  }

  /** What is held, and these bytes behind it; nothing is held afterwards. */
  #take(last: Uint8Array): Uint8Array {
    if (this.#heldBytes === 0) return last;
    if (last.length > 0) this.#hold(last);
    const bytes = this.#held.subarray(0, this.#heldBytes);
    this.#held = NO_BYTES;
    this.#heldBytes = 0;
    return bytes;
  }
}
