import type { CharsetSpec } from "../../api/index.ts";
import { parseFilter } from "../../capture/index.ts";
import type { CaptureRow, CaptureView, FilteredRows } from "../../engine/index.ts";
import type { LocalProtocolError } from "../../errors/index.ts";

/** Payload bytes read for a row of the screen. */
const PREVIEW_BYTES = 512;

/** Which rows are shown. */
export interface RowQuery {
  /** Empty: all. */
  readonly filter: string;
  /** Only this peer's. */
  readonly only: number | null;
}

/** The filter of a query as one expression; empty: all rows. */
export function expressionOf({ filter, only }: RowQuery): string {
  const own = filter.trim();
  if (only === null) return own;
  return own === "" ? `peer:#${only}` : `peer:#${only} (${own})`;
}

/** The rows of a capture that match a query, by their rank. */
export class RowSource {
  readonly query: RowQuery;
  readonly #capture: CaptureView;
  readonly #charset: CharsetSpec;
  readonly #found: FilteredRows | null;

  /** @throws LocalProtocolError `ERR_BAD_FILTER` with the position in the query's own filter */
  constructor(capture: CaptureView, query: RowQuery, charset: CharsetSpec) {
    this.query = query;
    this.#capture = capture;
    this.#charset = charset;
    if (query.filter.trim() !== "") parseFilter(query.filter);
    const expression = expressionOf(query);
    this.#found =
      expression === "" ? null : capture.filter(expression, { charsetIn: charset.in, charsetOut: charset.out });
  }

  /** Rows that match so far. */
  get total(): number {
    return this.#found?.matches ?? this.#capture.rows;
  }

  /** Rows that were looked at. */
  get scanned(): number {
    return this.#found?.scanned ?? this.#capture.rows;
  }

  /** Why the filter gave up; null when it did not. */
  get problem(): LocalProtocolError | null {
    return this.#found?.problem ?? null;
  }

  /** Rows from a rank on. */
  read(from: number, count: number): Promise<readonly CaptureRow[]> {
    const options = { previewBytes: PREVIEW_BYTES, charsetIn: this.#charset.in, charsetOut: this.#charset.out };
    return (this.#found ?? this.#capture).read(from, count, options);
  }

  /** The rank of the first row at or after a row number. */
  rankOf(row: number): number {
    if (this.#found === null) return Math.min(row, this.#capture.rows);
    let low = 0;
    let high = this.#found.matches;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [index = Number.POSITIVE_INFINITY] = this.#found.indexes(middle, 1);
      if (index < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The row number at a rank; null when there is none. */
  rowAt(rank: number): number | null {
    if (this.#found === null) return rank < this.#capture.rows ? rank : null;
    return this.#found.indexes(rank, 1)[0] ?? null;
  }

  /** Calls back when more was found. Returns the function that ends it. */
  onProgress(listener: () => void): () => void {
    return this.#found?.onProgress(listener) ?? ((): void => undefined);
  }

  /** Stops the search. */
  close(): void {
    this.#found?.close();
  }
}
