import type { Direction, EventDetail, EventKind } from "../capture/index.ts";

/** How the messages of the framing lie in one data row. */
export interface RowFraming {
  /** The row's first bytes belong to a message that began in an earlier row (half message: the rest of it). */
  readonly continues: boolean;
  /** Messages that end in this row. */
  readonly ended: number;
  /** The row's last bytes begin a message that has not ended in this row (half message). */
  readonly open: boolean;
  /** Row in which the continued message began, or null. */
  readonly from: number | null;
  /** Offsets in the row just past each message's end, at most the first 256. */
  readonly ends: readonly number[];
  /** The bytes break the framing here. */
  readonly error: string | null;
}

/** One row of a capture as a face gets it. */
export interface CaptureRow {
  /** From 0. */
  readonly index: number;
  readonly kind: EventKind;
  readonly timeUs: number;
  /** Since the row before (of the whole capture); 0 for the first. */
  readonly deltaUs: number;
  readonly direction: Direction | null;
  readonly peer: number;
  /** Bytes of payload in all. */
  readonly length: number;
  /** The payload's first bytes, at most what was asked for. */
  readonly bytes: Uint8Array;
  readonly detail: EventDetail | null;
  /** Null for rows without data, and when the framing is `read`. */
  readonly framing: RowFraming | null;
  /**
   * Bytes of earlier rows of the same peer and direction that begin the row's first character (0 to 3 of them), in the
   * charset asked for: decode `carry` + `bytes` to get right text for a character split over reads. With a framing, none
   * of another message: no character goes on over a message's end.
   */
  readonly carry: Uint8Array;
  /** How many of the row's last bytes are an unfinished character that a later row ends. */
  readonly unfinished: number;
}
