import type { CharsetSpec } from "../../api/index.ts";
import type { CaptureView, FilteredRows } from "../../engine/index.ts";
import { expressionOf, type RowSource } from "./row-source.ts";

/** Where a search arrived. */
export interface Found {
  /** Null: nowhere. */
  readonly rank: number | null;
  /** It went on from the other end. */
  readonly wrapped: boolean;
}

/** Goes from row to row that has a text (or `hex:` and bytes), among those that are shown. */
export class RowFinder {
  readonly text: string;
  readonly #source: RowSource;
  readonly #found: FilteredRows;
  readonly #capture: CaptureView;
  #isClosed = false;

  /** @throws LocalProtocolError `ERR_BAD_FILTER` for bytes that are none */
  constructor(capture: CaptureView, source: RowSource, text: string, charset: CharsetSpec) {
    this.text = text;
    this.#source = source;
    this.#capture = capture;
    const shown = expressionOf(source.query);
    const wanted = searchExpression(text);
    this.#found = capture.filter(shown === "" ? wanted : `(${shown}) ${wanted}`, {
      charsetIn: charset.in,
      charsetOut: charset.out,
    });
  }

  /**
   * The next row with the text from a rank on, backwards or forwards, past the end from the other end; `here`: the row
   * itself counts too. Null: the search was given up.
   */
  async next(from: number, backwards: boolean, here: boolean): Promise<Found | null> {
    await this.#caughtUp();
    if (this.#isClosed) return null;
    const { matches } = this.#found;
    if (matches === 0) return { rank: null, wrapped: false };
    const row = this.#source.rowAt(from) ?? this.#capture.rows;
    const at = this.#firstAtOrAfter(row);
    const isHere = this.#found.indexes(at, 1)[0] === row;
    let index = backwards ? (isHere && here ? at : at - 1) : isHere && !here ? at + 1 : at;
    const wrapped = index < 0 || index >= matches;
    if (wrapped) index = backwards ? matches - 1 : 0;
    const [number = 0] = this.#found.indexes(index, 1);
    return { rank: this.#source.rankOf(number), wrapped };
  }

  /** Gives up. */
  close(): void {
    this.#isClosed = true;
    this.#found.close();
    this.#wake();
  }

  #wake: () => void = () => undefined;

  /** Resolves when everything up to now was looked at. */
  async #caughtUp(): Promise<void> {
    const { rows } = this.#capture;
    const stop = this.#found.onProgress(() => this.#wake());
    while (this.#found.scanned < rows && this.#found.problem === null && !this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    stop();
    if (this.#found.problem !== null) throw this.#found.problem;
  }

  #firstAtOrAfter(row: number): number {
    let low = 0;
    let high = this.#found.matches;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#found.indexes(middle, 1)[0] ?? Number.POSITIVE_INFINITY) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The filter that finds a text whatever its case, or bytes. */
export function searchExpression(text: string): string {
  const hex = /^hex:\s*((?:[0-9a-f?]{2}\s*)+)$/i.exec(text)?.[1];
  if (hex !== undefined) return `hex:"${hex.trim()}"`;
  return `text~${quoted(text)}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (char) => `\\${char}`)}"`;
}
