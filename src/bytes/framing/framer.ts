import type { FramingSpec } from "../framing-spec.ts";

/** Where and how a stream broke its framing. */
export interface FramingViolation {
  readonly code: "ERR_BAD_FRAME" | "ERR_FRAME_TOO_LONG";
  /** In the chunk that was pushed; its length when the end of the stream is the violation. */
  readonly offset: number;
  readonly message: string;
}

/** How the messages lie in one chunk of a stream. */
export interface FramedChunk {
  /** The chunk's first bytes belong to a message that began in an earlier chunk. */
  readonly continues: boolean;
  /** Offsets in the chunk just past each message's end, ascending; 0 ends the earlier message before this chunk. */
  readonly ends: readonly number[];
  /** The first violation in this chunk. */
  readonly violation: FramingViolation | null;
}

/**
 * Finds the messages in a stream, chunk by chunk. It keeps no payload, only counts, and never throws for what a peer
 * sent. Every byte belongs to exactly one message, its delimiter and header too.
 *
 * After a violation a framer goes on where the framing lets it (`line`, `delimiter`, `slip`, `cobs`: at the next
 * delimiter); `length` stops for good, since nothing says where the next message begins.
 */
export interface Framer {
  readonly spec: FramingSpec;
  /** Bytes so far of the message that has not ended; 0 between messages. */
  readonly open: number;
  /** The framing is lost: all later bytes belong to one message without an end. */
  readonly stopped: boolean;
  /** The next bytes of the stream. `atMs`, when they came, is needed by `idle` only. */
  push(chunk: Uint8Array, atMs?: number): FramedChunk;
  /** The stream has ended. Says so if a message was left unfinished, unless any end is an end (`read`, `idle`). */
  end(): FramingViolation | null;
}

/** The `ends` of a chunk in which no message ends. */
export const NO_ENDS: readonly number[] = Object.freeze([]);

/** That a message has outgrown its framing's limit. */
export function tooLong(offset: number, maxLength: number): FramingViolation {
  return {
    code: "ERR_FRAME_TOO_LONG",
    offset,
    message: `Message is longer than the framing's maxLength of ${maxLength} bytes`,
  };
}

/** That the bytes break the framing. */
export function badFrame(offset: number, message: string): FramingViolation {
  return { code: "ERR_BAD_FRAME", offset, message };
}

/** What `end` says of a message that has begun and not ended. */
export function unfinished(open: number): FramingViolation | null {
  return open === 0 ? null : badFrame(0, `Stream ended inside a message, after ${open} bytes of it`);
}
