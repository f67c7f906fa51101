import { type FramingSpec, MessageCutter } from "../../bytes/index.ts";
import type { CaptureEvent } from "../../capture/index.ts";
import type { Messages } from "../messages/messages.ts";

/** How much is to be received. */
export interface ReceiveLimitOptions {
  readonly maxBytes: number | null;
  readonly maxMessages: number | null;
  /** What a message is. */
  readonly framing: FramingSpec;
}

/** Counts what is received, of all peers together, and says when it is enough. */
export class ReceiveLimit {
  readonly #options: ReceiveLimitOptions;
  readonly #cutters = new Map<number, MessageCutter>();
  #bytes = 0;
  #messages = 0;
  #reached: ((messages: Messages) => string) | null = null;

  constructor(options: ReceiveLimitOptions) {
    this.#options = options;
  }

  /** Why it is enough, as a sentence; null while it is not. */
  get reached(): ((messages: Messages) => string) | null {
    return this.#reached;
  }

  /** The part of what was received that still counts: the event itself, a shorter one, or null for nothing. */
  take(event: CaptureEvent): CaptureEvent | null {
    if (this.#reached !== null) return null;
    const part = this.#within(event);
    this.#bytes += part.length;
    const { maxBytes } = this.#options;
    if (maxBytes !== null && this.#bytes >= maxBytes) {
      const more = event.bytes.length - part.length;
      this.#reached ??= (m) => m.flow.maxBytes(maxBytes, more);
    }
    return part.length === event.bytes.length ? event : { ...event, bytes: part };
  }

  #within({ peer, bytes, timeUs }: CaptureEvent): Uint8Array {
    const { maxBytes, maxMessages, framing } = this.#options;
    let length = maxBytes === null ? bytes.length : Math.min(bytes.length, maxBytes - this.#bytes);
    if (maxMessages === null) return bytes.subarray(0, length);
    let cutter = this.#cutters.get(peer);
    if (cutter === undefined) this.#cutters.set(peer, (cutter = new MessageCutter(framing)));
    const held = cutter.heldBytes;
    let end = -held;
    for (const message of cutter.push(bytes.subarray(0, length), timeUs / 1000)) {
      end += message.bytes.length;
      this.#messages += message.ended ? 1 : 0;
      if (this.#messages < maxMessages) continue;
      this.#reached = (m) => m.flow.maxMessages(maxMessages);
      length = Math.max(0, end);
      break;
    }
    return bytes.subarray(0, length);
  }
}
