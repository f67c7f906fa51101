import { createFramer, type Framer, type FramingSpec, IdleFramer } from "../../bytes/index.ts";

/** One message, or what there is of it. */
export interface CutMessage {
  readonly bytes: Uint8Array;
  /** Its end has not come: the stream ended, or broke the framing. */
  readonly unfinished: boolean;
  /** How the bytes break the framing. */
  readonly violation: string | null;
}

const EMPTY = new Uint8Array(0);

/** Cuts one direction of one peer into messages by a framing; bounded by the framing's own limit. */
export class MessageCutter {
  readonly #framer: Framer;
  readonly #isRead: boolean;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** The message has outgrown its limit, or the framing is lost: its pieces are given out as they come. */
  #isBroken = false;

  constructor(framing: FramingSpec) {
    this.#framer = createFramer(framing);
    this.#isRead = framing.type === "read";
  }

  /** Messages that end in this chunk. What is broken, or longer than allowed, is given out as it is, never lost. */
  push(chunk: Uint8Array, atMs: number): CutMessage[] {
    if (this.#isRead) return [{ bytes: chunk, unfinished: false, violation: null }];
    const { ends, violation } = this.#framer.push(chunk, atMs);
    const messages: CutMessage[] = [];
    let from = 0;
    for (const end of ends) {
      messages.push({ bytes: this.#take(chunk.subarray(from, end)), unfinished: false, violation: null });
      this.#isBroken = false;
      from = end;
    }
    if (from < chunk.length) {
      // A copy also of a Buffer, whose own `slice` is a view.
      const rest = new Uint8Array(chunk.subarray(from));
      this.#held.push(rest);
      this.#heldBytes += rest.length;
    }
    // A violation at the end of a message that is already out is told with what follows.
    if (violation !== null || this.#framer.stopped) this.#isBroken = true;
    if (this.#isBroken && (this.#heldBytes > 0 || violation !== null)) {
      messages.push({ bytes: this.#take(EMPTY), unfinished: true, violation: violation?.message ?? null });
    }
    return messages;
  }

  /** The message that ended by the silence until now; null when none did. */
  tick(nowMs: number): CutMessage | null {
    if (!(this.#framer instanceof IdleFramer) || !this.#framer.expire(nowMs)) return null;
    this.#isBroken = false;
    return this.#heldBytes === 0 ? null : { bytes: this.#take(EMPTY), unfinished: false, violation: null };
  }

  /** Bytes of the message that has begun. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whether a message has begun and not ended. */
  get isOpen(): boolean {
    return this.#heldBytes > 0;
  }

  /** What was left when the stream ended; null when nothing was. */
  end(): CutMessage | null {
    if (this.#heldBytes === 0) return null;
    return { bytes: this.#take(EMPTY), unfinished: true, violation: null };
  }

  #take(last: Uint8Array): Uint8Array {
    if (this.#heldBytes === 0) return last;
    const bytes = new Uint8Array(this.#heldBytes + last.length);
    let at = 0;
    for (const part of [...this.#held, last]) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#held = [];
    this.#heldBytes = 0;
    return bytes;
  }
}
