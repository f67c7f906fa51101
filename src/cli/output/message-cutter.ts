import { createFramer, type Framer, type FramingSpec } from "../../bytes/index.ts";

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
      from = end;
    }
    if (from < chunk.length) {
      // A copy also of a Buffer, whose own `slice` is a view.
      const rest = new Uint8Array(chunk.subarray(from));
      this.#held.push(rest);
      this.#heldBytes += rest.length;
    }
    if (violation !== null || this.#framer.stopped) {
      messages.push({ bytes: this.#take(EMPTY), unfinished: true, violation: violation?.message ?? null });
    }
    return messages;
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
