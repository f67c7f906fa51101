import { clustersOf } from "../output/text-width.ts";
import { PLAIN, type Style } from "./style.ts";

/** A part of the screen. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A run of text in one look. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** What the second column of a wide character holds. */
export const CONTINUED = "";

/** A picture of the terminal: one cell for each column and row. Nothing but printable text ever stands in a cell. */
export class Screen {
  readonly columns: number;
  readonly rows: number;
  /** Row by row: a character with what joins it, or {@link CONTINUED}. */
  readonly cells: string[];
  readonly styles: Uint16Array;
  /** Cells whose width terminals may see differently. */
  readonly unsure: Uint8Array;
  /** Where the cursor stands; null: it is not shown. */
  cursor: { readonly x: number; readonly y: number } | null = null;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.cells = new Array<string>(columns * rows).fill(" ");
    this.styles = new Uint16Array(columns * rows);
    this.unsure = new Uint8Array(columns * rows);
  }

  /**
   * Writes text, which must hold no control characters, and cuts it at `width`; half of a wide character is never
   * shown. Returns the columns that were used.
   */
  put(x: number, y: number, text: string, style: Style = PLAIN, width: number = this.columns - x): number {
    if (y < 0 || y >= this.rows || x < 0) return 0;
    const end = Math.min(this.columns, x + width);
    let at = x;
    for (const cluster of clustersOf(text)) {
      if (cluster.width === 0) {
        // What joins nothing has no place of its own.
        continue;
      }
      if (at + cluster.width > end) {
        if (at < end) this.#set(at, y, " ", style, 0);
        return end - x;
      }
      this.#set(at, y, cluster.text, style, cluster.isUnsure ? 1 : 0);
      if (cluster.width === 2) this.#set(at + 1, y, CONTINUED, style, 0);
      at += cluster.width;
    }
    return Math.max(0, at - x);
  }

  /** Writes runs one after the other. Returns the columns that were used. */
  putSpans(x: number, y: number, spans: Iterable<Span>, width: number = this.columns - x): number {
    let used = 0;
    for (const { text, style } of spans) {
      if (used >= width) break;
      used += this.put(x + used, y, text, style, width - used);
    }
    return used;
  }

  /** Fills a part with blanks in a look. */
  blank({ x, y, width, height }: Rect, style: Style = PLAIN): void {
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) {
        if (row >= 0 && row < this.rows && column >= 0 && column < this.columns) this.#set(column, row, " ", style, 0);
      }
    }
  }

  /** Changes the look of cells and leaves their text. */
  restyle({ x, y, width, height }: Rect, change: (style: Style) => Style): void {
    for (let row = Math.max(0, y); row < Math.min(this.rows, y + height); row++) {
      for (let column = Math.max(0, x); column < Math.min(this.columns, x + width); column++) {
        const at = row * this.columns + column;
        this.styles[at] = change(this.styles[at] ?? PLAIN);
      }
    }
  }

  /** One row as text, for tests. */
  line(y: number): string {
    return this.cells
      .slice(y * this.columns, (y + 1) * this.columns)
      .join("")
      .trimEnd();
  }

  #set(x: number, y: number, text: string, style: Style, unsure: number): void {
    const at = y * this.columns + x;
    // The other half of a wide character that is written over must not stay.
    if (this.cells[at] === CONTINUED && text !== CONTINUED && x > 0) this.cells[at - 1] = " ";
    if (x + 1 < this.columns && this.cells[at + 1] === CONTINUED) this.cells[at + 1] = " ";
    this.cells[at] = text;
    this.styles[at] = style;
    this.unsure[at] = unsure;
  }
}
