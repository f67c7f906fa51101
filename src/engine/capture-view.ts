import type { CaptureRow } from "../api/index.ts";
import type { CharsetName, FramingSpec } from "../bytes/index.ts";
import type { PeerRecord } from "../capture/index.ts";
import type { LocalProtocolError } from "../errors/index.ts";

export type { CaptureRow, RowFraming } from "../api/index.ts";

/** Options of reading rows. */
export interface ReadRowsOptions {
  /** Payload bytes a row at the most. @default 256 */
  readonly previewBytes?: number;
  /** Charsets in which `carry` and `unfinished` are computed. @default utf-8 both ways */
  readonly charsetIn?: CharsetName;
  readonly charsetOut?: CharsetName;
}

/** Options of {@link CaptureView.filter}: the charsets of texts. */
export type FilterOptions = Pick<ReadRowsOptions, "charsetIn" | "charsetOut">;

/** The rows of a capture that match a filter, found in the background, growing with the capture. */
export interface FilteredRows {
  /** Matching rows found so far. */
  readonly matches: number;
  /** Rows looked at so far; the search has caught up when this equals the capture's rows. */
  readonly scanned: number;
  /** Why the search stopped before its end: a regular expression takes too long (`ERR_BAD_FILTER`). */
  readonly problem: LocalProtocolError | null;
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
   * Filters with the language of `capture/filter` (see `parseFilter`).
   * @throws LocalProtocolError `ERR_BAD_FILTER` with `position`
   */
  filter(expression: string, options?: FilterOptions): FilteredRows;
  /** Rows whose messages have been found; a row beyond has `framing` null for now. Equal to `rows` soon after it grew. */
  readonly framed: number;
  /** Messages that turned out to be over because nothing more came (idle gap): rows read before may look different now. */
  readonly endings: number;
  /** Cuts messages anew with this framing, for all rows, in the background. */
  setFraming(framing: FramingSpec): void;
  /** Calls back when rows came or were framed, coalesced to once in 16 ms. Returns the function that ends it. */
  onRows(listener: () => void): () => void;
  /** Copies the capture so far to a file that Wireshark opens. */
  saveAs(path: string): Promise<void>;
}
