import { type CharsetName, decodeText } from "../bytes/index.ts";
import { type CompiledFilter, compileFilter, parseFilter, SEARCHED_BYTES } from "../capture/index.ts";
import { LocalProtocolError } from "../errors/index.ts";
import { runWithin } from "./bounded-run.ts";
import type { CaptureRow, FilteredRows, FilterOptions, ReadRowsOptions } from "./capture-view.ts";
import { RowList } from "./row-list.ts";
import { type RowContent, type RowSource, readContents } from "./row-reader.ts";

/** How long a slice of the search may hold the event loop, about. */
const SLICE_MS = 6;
const ROWS_A_CLOCK_READ = 1024;
/** Of rows whose content is needed, so many and so many bytes are looked at together. */
const BATCH_ROWS = 1024;
const BATCH_BYTES = 512 * 1024;
/** A regular expression may run so long on one batch. */
const REGEX_MS = 150;

type ReadRows = (rows: readonly number[], options: ReadRowsOptions) => Promise<readonly CaptureRow[]>;

interface Undecided {
  readonly row: number;
  /** Its place in the verdicts of the slice. */
  readonly at: number;
}

/** One search through the rows of a capture: forwards, in slices that leave the event loop free, then along with new rows. */
export class RowSearch implements FilteredRows {
  readonly #source: RowSource;
  readonly #readRows: ReadRows;
  readonly #filter: CompiledFilter;
  readonly #expression: string;
  readonly #charsetIn: CharsetName;
  readonly #charsetOut: CharsetName;
  readonly #found = new RowList();
  readonly #listeners = new Set<() => void>();
  #scanned = 0;
  #running = false;
  #closed = false;
  #problem: LocalProtocolError | null = null;
  #forget: (() => void) | null = null;

  /** @throws LocalProtocolError `ERR_BAD_FILTER` */
  constructor(source: RowSource, readRows: ReadRows, expression: string, options: FilterOptions = {}) {
    this.#source = source;
    this.#readRows = readRows;
    this.#expression = expression;
    this.#charsetIn = options.charsetIn ?? "utf-8";
    this.#charsetOut = options.charsetOut ?? "utf-8";
    this.#filter = compileFilter(parseFilter(expression), source);
  }

  get matches(): number {
    return this.#found.length;
  }

  get scanned(): number {
    return this.#scanned;
  }

  get problem(): LocalProtocolError | null {
    return this.#problem;
  }

  indexes(from: number, count: number): readonly number[] {
    return this.#found.slice(from, count);
  }

  read(from: number, count: number, options: ReadRowsOptions = {}): Promise<readonly CaptureRow[]> {
    return this.#readRows(this.indexes(from, count), options);
  }

  onProgress(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    this.#forget?.();
  }

  /** `forget` is called when the search is closed. */
  onClose(forget: () => void): void {
    this.#forget = forget;
  }

  /** Goes on searching, if it does not already. */
  wake(): void {
    if (this.#running || this.#closed || this.#problem !== null) return;
    this.#running = true;
    // Not at once: whoever made the search first listens to it.
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    try {
      while (!this.#done()) {
        await this.#slice();
        for (const listener of this.#listeners) listener();
        if (!this.#done()) await new Promise(setImmediate);
      }
    } catch (cause) {
      // Only a file that cannot be read any more comes here.
      if (!this.#closed) this.#fail(`the capture cannot be read: ${(cause as Error).message}`, cause);
    } finally {
      this.#running = false;
    }
  }

  #done(): boolean {
    return this.#closed || this.#problem !== null || this.#scanned >= this.#source.index.rows;
  }

  async #slice(): Promise<void> {
    const { index } = this.#source;
    const from = this.#scanned;
    const verdicts: boolean[] = [];
    const undecided: Undecided[] = [];
    const until = performance.now() + SLICE_MS;
    let bytes = 0;
    let row = from;
    for (; row < index.rows; row++) {
      const verdict = this.#filter.quick(row);
      if (verdict === null) {
        undecided.push({ row, at: row - from });
        bytes += Math.min(index.length(row), SEARCHED_BYTES);
      }
      verdicts.push(verdict === true);
      if (undecided.length >= BATCH_ROWS || bytes >= BATCH_BYTES) break;
      if ((row & (ROWS_A_CLOCK_READ - 1)) === 0 && performance.now() > until) break;
    }
    if (undecided.length > 0 && !(await this.#decide(undecided, verdicts))) return;
    for (const [i, verdict] of verdicts.entries()) if (verdict) this.#found.push(from + i);
    this.#scanned = from + verdicts.length;
  }

  /** Looks at the content of rows; false when the search has ended meanwhile. */
  async #decide(undecided: readonly Undecided[], verdicts: boolean[]): Promise<boolean> {
    const rows = undecided.map(({ row }) => row);
    const contents = await readContents(this.#source, rows, SEARCHED_BYTES);
    if (this.#closed) return false;
    let next = 0;
    const job = (): void => {
      for (; next < undecided.length; next++) {
        const { row, at } = undecided[next] as Undecided;
        verdicts[at] = this.#filter.test(row, this.#contentOf(row, contents[next] as RowContent));
      }
    };
    if (!this.#filter.hasRegex) {
      job();
      return true;
    }
    if (runWithin(REGEX_MS, job)) return true;
    this.#fail(`the regular expression takes too long on row ${rows[next]}; make it simpler`);
    return false;
  }

  #contentOf(row: number, content: RowContent): { readonly bytes: Uint8Array; readonly text: string } {
    const { index } = this.#source;
    const charset = index.directionCode(row) === 2 ? this.#charsetOut : this.#charsetIn;
    const { bytes, detail } = content;
    let text: string | null = null;
    return {
      bytes,
      get text(): string {
        const isData = index.kind(row) === "data";
        text ??= isData ? decodeText(bytes, charset) : [index.kind(row), ...Object.values(detail ?? {})].join(" ");
        return text;
      },
    };
  }

  #fail(message: string, cause?: unknown): void {
    this.#problem = new LocalProtocolError("ERR_BAD_FILTER", message, { input: this.#expression, position: 0, cause });
    for (const listener of this.#listeners) listener();
  }
}
