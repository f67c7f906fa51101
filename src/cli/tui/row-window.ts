import type { CharsetSpec } from "../../api/index.ts";
import type { CaptureView } from "../../engine/index.ts";
import type { Action } from "./action.ts";
import { RowFinder } from "./row-finder.ts";
import { type RowQuery, RowSource } from "./row-source.ts";
import { wantedRange } from "./scroll.ts";
import type { Notice, TuiState } from "./state.ts";

const UTF8: CharsetSpec = { in: "utf-8", out: "utf-8" };

/** How many rows there are; see `RowsState`. */
export interface RowCounts {
  readonly total: number;
  readonly scanned: number;
  readonly all: number;
}

/** The rows of a capture that the screen shows: filtered, read as they are needed, looked through. */
export class RowWindow {
  readonly #capture: CaptureView;
  readonly #changed: () => void;
  #source: RowSource;
  #finder: RowFinder | null = null;
  /** What the rows on the screen were read from; another: they must be read again. */
  #readKey = "";

  constructor(capture: CaptureView, state: TuiState, changed: () => void) {
    this.#capture = capture;
    this.#changed = changed;
    this.#source = this.#open(queryOf(state), charsetOf(state));
  }

  get counts(): RowCounts {
    return { total: this.#source.total, scanned: this.#source.scanned, all: this.#capture.rows };
  }

  /** Why the filter gave up; null when it did not. */
  get problem(): RowSource["problem"] {
    return this.#source.problem;
  }

  /**
   * Shows what a state asks for from now on.
   * @throws LocalProtocolError `ERR_BAD_FILTER`
   */
  reopen(state: TuiState): void {
    const next = this.#open(queryOf(state), charsetOf(state));
    this.close();
    this.#source = next;
    this.#finder = null;
    this.#readKey = "";
  }

  /** Reads what the screen of a state shows and has not been read; null: it is all there. */
  async read(state: TuiState): Promise<Action | null> {
    const source = this.#source;
    const { from, to } = wantedRange(state);
    const { window, bottom } = state.rows;
    const end = window.from + window.rows.length;
    const isFresh = this.#readKey === this.#key(state, window.rows);
    if (isFresh && from >= window.from && to <= end) return null;
    const wasFollowing = this.#readKey !== "" && bottom === null;
    const rows = await source.read(from, to - from);
    if (source !== this.#source) return null;
    this.#readKey = this.#key(state, rows);
    return { type: "window", from, rows, passed: wasFollowing ? Math.max(0, from - end) : 0 };
  }

  /** One row by its rank. */
  async row(rank: number): Promise<TuiState["rows"]["window"]["rows"][number] | null> {
    const [row] = await this.#source.read(rank, 1);
    return row ?? null;
  }

  /** Goes to the next row that has what the state looks for; null: the search was given up. */
  async find(state: TuiState, backwards: boolean, here: boolean): Promise<Action | null> {
    const { search, rows } = state;
    if (this.#finder?.text !== search) {
      this.#finder?.close();
      this.#finder = new RowFinder(this.#capture, this.#source, search, charsetOf(state));
    }
    const from = rows.cursor ?? rows.bottom ?? rows.total - 1;
    const found = await this.#finder.next(from, backwards, here);
    if (found === null) return null;
    if (found.rank === null) {
      return { type: "notice", notice: { tone: "warning", say: (m) => m.tui.nothingFound(search) } };
    }
    const notice: Notice | null = found.wrapped ? { tone: "plain", say: (m) => m.tui.wrapped } : null;
    return { type: "found", rank: found.rank, notice };
  }

  /** Stops all searches. */
  close(): void {
    this.#source.close();
    this.#finder?.close();
  }

  #open(query: RowQuery, charset: CharsetSpec): RowSource {
    const source = new RowSource(this.#capture, query, charset);
    source.onProgress(this.#changed);
    return source;
  }

  /** Rows look different in another charset or framing, and once their messages have been found. */
  #key(state: TuiState, rows: TuiState["rows"]["window"]["rows"]): string {
    const { charset, framing } = state.session.spec;
    const framed = Math.min(this.#capture.framed, (rows.at(-1)?.index ?? -1) + 1);
    return JSON.stringify([this.#source.query, charset, framing, framed]);
  }
}

function queryOf({ filter, only }: TuiState): RowQuery {
  return { filter, only };
}

function charsetOf({ session }: TuiState): CharsetSpec {
  return session.spec.charset ?? UTF8;
}
