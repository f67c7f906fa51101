import type { OpenView } from "../../../api/index.ts";
import { parseFilter } from "../../../capture/index.ts";
import type { LocalProtocolError } from "../../../errors/index.ts";
import type { CaptureRow, FilteredRows, ReadRowsOptions, Session } from "../../../engine/index.ts";

/** How many rows a view has. */
export interface ViewCounts {
  readonly rows: number;
  readonly matches: number;
  readonly scanned: number;
}

/** The filter of a view: its expression, and its peer. Empty: all rows. */
export function filterOf({ filter = "", peer }: Pick<OpenView, "filter" | "peer">): string {
  const expression = filter.trim();
  if (peer === undefined) return expression;
  return expression === "" ? `peer:#${peer}` : `peer:#${peer} (${expression})`;
}

/** The rows of a session that a view shows, by their rank in it. A session without a recorder has none. */
export class ViewRows {
  readonly #session: Session;
  readonly #options: OpenView;
  #found: FilteredRows | null;

  /** @throws LocalProtocolError `ERR_BAD_FILTER` with `position` in the view's filter */
  constructor(session: Session, options: OpenView) {
    this.#session = session;
    this.#options = options;
    // Alone first, so that the position of a fault is that of the text that was given.
    if (options.peer !== undefined && options.filter !== undefined) parseFilter(options.filter);
    this.#found = this.#search();
  }

  /** Filters anew, because the charset may have changed that texts are looked for in. */
  refresh(): void {
    this.#found?.close();
    this.#found = this.#search();
  }

  get counts(): ViewCounts {
    const rows = this.#session.capture?.rows ?? 0;
    if (this.#found === null) return { rows, matches: rows, scanned: rows };
    return { rows, matches: this.#found.matches, scanned: this.#found.scanned };
  }

  /** Why the filter gave up; null when it did not. */
  get problem(): LocalProtocolError | null {
    return this.#found?.problem ?? null;
  }

  /** Rows from this rank on. */
  async read(from: number, count: number): Promise<readonly CaptureRow[]> {
    const { capture } = this.#session;
    if (capture === null || count === 0) return [];
    return this.#found === null
      ? await capture.read(from, count, this.#readOptions())
      : await this.#found.read(from, count, this.#readOptions());
  }

  /** The rank of the first of the view's rows at or after this row number. */
  rankOf(row: number): number {
    const { matches } = this.counts;
    if (this.#found === null) return Math.min(row, matches);
    let low = 0;
    let high = matches;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [index = Number.POSITIVE_INFINITY] = this.#found.indexes(middle, 1);
      if (index < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What rows look like depends on it: when it changes, rows already read are no longer right. */
  get look(): string {
    const { framing, charset } = this.#session.spec;
    return JSON.stringify([framing, charset]);
  }

  /** Rows by number whose framing is known; those beyond may look different later. */
  get framed(): number {
    return this.#session.capture?.framed ?? 0;
  }

  /** How often silence said that the message at the end of a row ended there. */
  get endings(): number {
    return this.#session.capture?.endings ?? 0;
  }

  /** Whether a later row can say that the message at the end of an earlier one ended there. */
  get endsLater(): boolean {
    return this.#session.spec.framing?.type === "idle";
  }

  /** Calls back when there may be more. Returns the function that ends it. */
  onChange(listener: () => void): () => void {
    const { capture } = this.#session;
    const stops = [this.#session.onChange(listener), capture?.onRows(listener), this.#found?.onProgress(listener)];
    return () => {
      for (const stop of stops) stop?.();
    };
  }

  close(): void {
    this.#found?.close();
  }

  #search(): FilteredRows | null {
    const expression = filterOf(this.#options);
    if (expression === "") return null;
    return this.#session.capture?.filter(expression, this.#readOptions()) ?? null;
  }

  #readOptions(): ReadRowsOptions {
    const { charset } = this.#session.spec;
    return {
      previewBytes: this.#options.preview ?? 256,
      charsetIn: this.#options.charsetIn ?? charset?.in ?? "utf-8",
      charsetOut: this.#options.charsetOut ?? charset?.out ?? "utf-8",
    };
  }
}
