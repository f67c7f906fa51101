import type { CharsetName, FramingSpec } from "../bytes/index.ts";
import type { Direction, EventDetail, EventKind, PeerRecord } from "../capture/index.ts";

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
   * charset asked for: decode `carry` + `bytes` to get right text for a character split over reads.
   */
  readonly carry: Uint8Array;
  /** How many of the row's last bytes are an unfinished character that a later row ends. */
  readonly unfinished: number;
}

/** Options of reading rows. */
export interface ReadRowsOptions {
  /** Payload bytes a row at the most. @default 256 */
  readonly previewBytes?: number;
  /** Charsets in which `carry` and `unfinished` are computed. @default utf-8 both ways */
  readonly charsetIn?: CharsetName;
  readonly charsetOut?: CharsetName;
}

/** The rows of a capture that match a filter, found in the background, growing with the capture. */
export interface FilteredRows {
  /** Matching rows found so far. */
  readonly matches: number;
  /** Rows looked at so far; the search has caught up when this equals the capture's rows. */
  readonly scanned: number;
  /** The numbers of matching rows, by their rank. */
  indexes(from: number, count: number): readonly number[];
  /** Matching rows by their rank. */
  read(from: number, count: number, options?: ReadRowsOptions): Promise<readonly CaptureRow[]>;
  /** Calls back when more was found or scanned. Returns the function that ends it. */
  onProgress(listener: () => void): () => void;
  /** Stops the search. */
  close(): void;
}

/** A capture that is being recorded or was opened from a file; the payload stays on disk. */
export interface CaptureView {
  /** Rows so far. */
  readonly rows: number;
  /** Where the pcapng file is. */
  readonly path: string;
  /** Bytes of the file. */
  readonly fileBytes: number;
  readonly peers: ReadonlyMap<number, PeerRecord>;
  /** Rows by number; fewer when the capture has fewer. */
  read(from: number, count: number, options?: ReadRowsOptions): Promise<readonly CaptureRow[]>;
  /** A part of one row's payload. */
  payload(row: number, offset?: number, length?: number): Promise<Uint8Array>;
  /** The number of the first row at or after this time; `rows` when there is none. */
  rowAt(timeUs: number): number;
  /**
   * Filters with the language of `capture/filter`.
   * @throws LocalProtocolError `ERR_BAD_FILTER` with `position`
   */
  filter(expression: string): FilteredRows;
  /** Cuts messages anew with this framing, for all rows. */
  setFraming(framing: FramingSpec): void;
  /** Copies the capture so far to a file that Wireshark opens. */
  saveAs(path: string): Promise<void>;
}
