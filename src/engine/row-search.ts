import { type CharsetName, decodeText } from "../bytes/index.ts";
import { type CompiledFilter, compileFilter, parseFilter, SEARCHED_BYTES } from "../capture/index.ts";
import { LocalProtocolError } from "../errors/index.ts";
import { runWithin } from "./bounded-run.ts";
import type { CaptureRow, FilteredRows, FilterOptions, ReadRowsOptions } from "./capture-view.ts";
import { LiteralScan } from "./literal-scan.ts";
import { RowList } from "./row-list.ts";
import { type RowContent, type RowSource, readContents } from "./row-reader.ts";

/** How long a slice of the search may hold the event loop, about. */
const SLICE_MS = 6;
const ROWS_A_CLOCK_READ = 1024;
/** Of rows whose content is needed, so many and so many bytes are looked at together. */
const BATCH_ROWS = 1024;
const BATCH_BYTES = 512 * 1024;
/** Before that, so many are passed over together if the file has nowhere what they must have. */
const REGION_ROWS = 8192;
const REGION_BYTES = 1024 * 1024;
/** A regular expression may run so long on one batch. */
const REGEX_MS = 150;

type ReadRows = (rows: readonly number[], options: ReadRowsOptions) => Promise<readonly CaptureRow[]>;

/** A row that the index does not decide. */
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
  readonly #scan: LiteralScan | null;
  #region: Uint8Array | null = null;
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
    this.#scan = LiteralScan.of(this.#filter.literals, [this.#charsetIn, this.#charsetOut]);
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
      if (undecided.length >= REGION_ROWS || bytes >= REGION_BYTES) break;
      if ((row & (ROWS_A_CLOCK_READ - 1)) === 0 && performance.now() > until) break;
    }
    const open = await this.#passOver(undecided);
    for (const batch of this.#batches(open)) {
      if (!(await this.#decide(batch, verdicts))) return;
    }
    for (let i = 0; i < verdicts.length; i++) if (verdicts[i] === true) this.#found.push(from + i);
    this.#scanned = from + verdicts.length;
  }

  /** The rows that remain when those are left out that cannot have what the filter looks for. */
  async #passOver(undecided: readonly Undecided[]): Promise<readonly Undecided[]> {
    const { index, file } = this.#source;
    const first = undecided.find(({ row }) => index.payloadAt(row) !== 0);
    const last = undecided.at(-1);
    if (this.#scan === null || first === undefined || last === undefined) return undecided;
    const from = index.offset(first.row);
    const to = last.row + 1 < index.rows ? index.offset(last.row + 1) : file.size;
    // Where rows that are not asked about lie between, reading all of it would cost more than it saves.
    if (to - from > REGION_BYTES * 2) return undecided;
    this.#region ??= new Uint8Array(REGION_BYTES * 2);
    const region = await file.read(from, to - from, this.#region);
    const hits = this.#scan.hits(region);
    if (hits === null) return undecided;
    let next = 0;
    return undecided.filter(({ row }) => {
      if (index.payloadAt(row) === 0) return true;
      const start = index.offset(row) - from;
      const end = (row + 1 < index.rows ? index.offset(row + 1) : to) - from;
      while (next < hits.length && (hits[next] as number) < start) next += 1;
      return next < hits.length && (hits[next] as number) < end;
    });
  }

  #batches(undecided: readonly Undecided[]): Undecided[][] {
    const batches: Undecided[][] = [];
    let batch: Undecided[] = [];
    let bytes = 0;
    for (const each of undecided) {
      batch.push(each);
      bytes += Math.min(this.#source.index.length(each.row), SEARCHED_BYTES);
      if (batch.length < BATCH_ROWS && bytes < BATCH_BYTES) continue;
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    return batch.length === 0 ? batches : [...batches, batch];
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
    // A busy machine may take the time for itself: only a row that takes too long again is given up.
    for (let stuck = -1; !runWithin(next === stuck ? REGEX_MS * 3 : REGEX_MS, job); stuck = next) {
      if (next !== stuck || next >= undecided.length) continue;
      this.#fail(`the regular expression takes too long on row ${rows[next]}; make it simpler`);
      return false;
    }
    return true;
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
