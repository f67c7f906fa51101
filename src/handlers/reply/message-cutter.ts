import {
  createFramer,
  DEFAULT_MAX_MESSAGE_LENGTH,
  type Framer,
  type FramingSpec,
  type FramingViolation,
  IdleFramer,
  unframe,
} from "../../bytes/index.ts";
import { JackfieldError } from "../../errors/index.ts";

/** What bytes of a stream bring: a whole message as it came, or that they break the framing. */
export type Cut =
  | { readonly type: "message"; readonly bytes: Uint8Array }
  | { readonly type: "violation"; readonly violation: FramingViolation };

/**
 * Cuts what one peer sends into messages by a framing. Only whole and unbroken messages are given out, each with its
 * header and delimiter; of a broken one nothing is kept. It never holds more than the framing's longest message.
 */
export class MessageCutter {
  readonly #spec: FramingSpec;
  readonly #framer: Framer;
  readonly #maxLength: number;
  #held: Uint8Array = new Uint8Array(0);
  #heldBytes = 0;
  /** The message that is open cannot be answered: it broke the framing. */
  #broken = false;

  constructor(spec: FramingSpec) {
    this.#spec = spec;
    this.#framer = createFramer(spec);
    const maxLength = "maxLength" in spec ? spec.maxLength : undefined;
    this.#maxLength = spec.type === "fixed" ? spec.size : (maxLength ?? DEFAULT_MAX_MESSAGE_LENGTH);
  }

  /** When the open message ends if nothing more comes; infinity for framings that do not end by silence. */
  get endsAtMs(): number {
    return this.#framer instanceof IdleFramer ? this.#framer.endsAtMs : Number.POSITIVE_INFINITY;
  }

  /** The next bytes, which are only read during the call. */
  push(chunk: Uint8Array, atMs: number): Cut[] {
    const { ends, violation } = this.#framer.push(chunk, atMs);
    const cuts: Cut[] = [];
    let told = violation;
    let from = 0;
    for (const end of ends) {
      if (told !== null && told.offset < end) {
        this.#break(told, cuts);
        told = null;
      }
      this.#end(chunk.subarray(from, end), cuts);
      from = end;
    }
    if (told !== null) this.#break(told, cuts);
    if (!this.#broken) this.#hold(chunk.subarray(from));
    return cuts;
  }

  /** The message that has ended by the silence until now; null when none has. */
  expire(nowMs: number): Cut | null {
    if (!(this.#framer instanceof IdleFramer) || !this.#framer.expire(nowMs)) return null;
    const cuts: Cut[] = [];
    this.#end(new Uint8Array(0), cuts);
    return cuts[0] ?? null;
  }

  /** The stream has ended: where silence ends a message, this does too; elsewhere a message without its end is broken. */
  end(): Cut | null {
    const violation = this.#framer.end();
    const cuts: Cut[] = [];
    if (violation === null) this.#end(new Uint8Array(0), cuts);
    else if (!this.#broken) this.#break(violation, cuts);
    return cuts[0] ?? null;
  }

  #break(violation: FramingViolation, cuts: Cut[]): void {
    cuts.push({ type: "violation", violation });
    this.#broken = true;
    this.#held = new Uint8Array(0);
    this.#heldBytes = 0;
  }

  #end(last: Uint8Array, cuts: Cut[]): void {
    if (this.#broken) {
      this.#broken = false;
      return;
    }
    if (this.#heldBytes > 0) this.#hold(last);
    const bytes = this.#heldBytes > 0 ? this.#held.subarray(0, this.#heldBytes) : last;
    this.#held = new Uint8Array(0);
    this.#heldBytes = 0;
    if (bytes.length === 0) return;
    // Of several violations in one chunk the framer tells the first only.
    const violation = this.#violationOf(bytes);
    cuts.push(violation === null ? { type: "message", bytes } : { type: "violation", violation });
  }

  #violationOf(message: Uint8Array): FramingViolation | null {
    const { type } = this.#spec;
    if (type === "read") return null;
    if (message.length > this.#maxLength) {
      const text = `Message is longer than the framing's maxLength of ${this.#maxLength} bytes`;
      return { code: "ERR_FRAME_TOO_LONG", offset: 0, message: text };
    }
    if (type !== "slip" && type !== "cobs") return null;
    try {
      unframe(message, this.#spec);
      return null;
    } catch (error) {
      if (!JackfieldError.is(error, "ERR_BAD_FRAME")) throw error;
      return { code: "ERR_BAD_FRAME", offset: 0, message: error.message };
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
}
