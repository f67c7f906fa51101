import type { FramingSpec } from "../framing-spec.ts";
import { type FramedChunk, type Framer, type FramingViolation, NO_ENDS, unfinished } from "./framer.ts";

/** Every message has `size` bytes. */
export class FixedFramer implements Framer {
  readonly spec: FramingSpec;
  readonly stopped = false;
  readonly #size: number;
  #open = 0;

  constructor(size: number) {
    this.spec = { type: "fixed", size };
    this.#size = size;
  }

  get open(): number {
    return this.#open;
  }

  push(chunk: Uint8Array): FramedChunk {
    const continues = this.#open > 0 && chunk.length > 0;
    const first = this.#size - this.#open;
    if (chunk.length < first) {
      this.#open += chunk.length;
      return { continues, ends: NO_ENDS, violation: null };
    }
    const ends: number[] = [];
    let at = first;
    for (; at <= chunk.length; at += this.#size) ends.push(at);
    this.#open = chunk.length - (at - this.#size);
    return { continues, ends, violation: null };
  }

  end(): FramingViolation | null {
    return unfinished(this.#open);
  }
}
