import { DEFAULT_MAX_MESSAGE_LENGTH, type FramingSpec } from "../framing-spec.ts";
import { type FramedChunk, type Framer, type FramingViolation, NO_ENDS, tooLong } from "./framer.ts";

const ENDS_BEFORE: readonly number[] = Object.freeze([0]);

/**
 * A message ends when nothing came for `gapMs`: the chunk after the gap says so, with an end at 0. Whoever wants to
 * know sooner asks `endsAtMs` and calls `expire`.
 */
export class IdleFramer implements Framer {
  readonly spec: FramingSpec;
  readonly stopped = false;
  readonly #gapMs: number;
  readonly #maxLength: number;
  #open = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #reported = false;

  constructor(spec: Extract<FramingSpec, { type: "idle" }>) {
    this.spec = spec;
    this.#gapMs = spec.gapMs;
    this.#maxLength = spec.maxLength ?? DEFAULT_MAX_MESSAGE_LENGTH;
  }

  get open(): number {
    return this.#open;
  }

  /** When the open message ends if nothing more comes; infinity when none is open. */
  get endsAtMs(): number {
    return this.#open === 0 ? Number.POSITIVE_INFINITY : this.#lastMs + this.#gapMs;
  }

  /** Ends the open message if its gap has passed; returns whether it did. */
  expire(nowMs: number): boolean {
    if (nowMs < this.endsAtMs) return false;
    this.#open = 0;
    this.#reported = false;
    return true;
  }

  push(chunk: Uint8Array, atMs: number = this.#lastMs): FramedChunk {
    if (chunk.length === 0) return { continues: false, ends: NO_ENDS, violation: null };
    const ended = this.expire(atMs);
    const continues = this.#open > 0;
    const before = this.#open;
    this.#lastMs = atMs;
    this.#open += chunk.length;
    let violation: FramingViolation | null = null;
    if (this.#open > this.#maxLength && !this.#reported) {
      this.#reported = true;
      violation = tooLong(Math.max(0, this.#maxLength - before), this.#maxLength);
    }
    return { continues, ends: ended ? ENDS_BEFORE : NO_ENDS, violation };
  }

  end(): FramingViolation | null {
    return null;
  }
}
