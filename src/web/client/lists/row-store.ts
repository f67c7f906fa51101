import type { RowRange } from "./list-geometry.ts";

/** Rows are fetched and forgotten in blocks of this many. */
export const BLOCK_ROWS: number = 64;

/** Options of {@link RowStore}. */
export interface RowStoreOptions<Row> {
  /** Fetches rows by their rank; fewer than asked for when the list has fewer. */
  fetch(from: number, count: number): Promise<readonly Row[]>;
  /** Called when rows came that `get` did not have. */
  readonly onRows: () => void;
  /** Called when a fetch failed; the rows are asked for again by the next `want`. */
  readonly onError?: (error: unknown) => void;
  /** Blocks kept. @default 256 */
  readonly maxBlocks?: number;
  /** Fetches that may be under way at one time. @default 3 */
  readonly maxPending?: number;
}

interface Block<Row> {
  /** As long as the block; what is not here is undefined. */
  readonly rows: (Row | undefined)[];
  usedAt: number;
}

/**
 * A cache of the rows of one list, by rank. The list only grows; what is looked at is fetched by range, newest wish
 * first, and old blocks are forgotten, so that memory does not grow with the capture.
 */
export class RowStore<Row> {
  readonly #options: RowStoreOptions<Row>;
  readonly #blocks = new Map<number, Block<Row>>();
  readonly #pending = new Set<number>();
  #wanted: RowRange = { first: 0, end: 0 };
  #count = 0;
  #clock = 0;
  #generation = 0;

  constructor(options: RowStoreOptions<Row>) {
    this.#options = options;
  }

  /** Rows that the list has. */
  get count(): number {
    return this.#count;
  }

  /** The list has this many rows now. */
  setCount(count: number): void {
    if (count < this.#count) this.clear();
    this.#count = count;
  }

  /** A row by rank, or undefined when it is not here yet. */
  get(rank: number): Row | undefined {
    const block = this.#blocks.get(Math.floor(rank / BLOCK_ROWS));
    if (block === undefined) return undefined;
    block.usedAt = ++this.#clock;
    return block.rows[rank % BLOCK_ROWS];
  }

  /** Asks for what is missing of a range; a later wish replaces this one. */
  want(range: RowRange): void {
    this.#wanted = range;
    this.#pump();
  }

  /** Takes rows that were pushed or fetched; the list is at least that long now. */
  put(from: number, rows: readonly Row[]): void {
    for (let at = 0; at < rows.length; at++) {
      const rank = from + at;
      this.#block(Math.floor(rank / BLOCK_ROWS)).rows[rank % BLOCK_ROWS] = rows[at];
    }
    this.#count = Math.max(this.#count, from + rows.length);
    this.#forget();
  }

  /** Forgets every row: the list means something else from now on. */
  clear(): void {
    this.#generation++;
    this.#blocks.clear();
    this.#pending.clear();
    this.#count = 0;
  }

  /** Forgets the rows but not how many there are: they are to be fetched anew. */
  refetch(): void {
    const count = this.#count;
    this.clear();
    this.#count = count;
    this.#pump();
  }

  #block(index: number): Block<Row> {
    let block = this.#blocks.get(index);
    if (block === undefined) {
      block = { rows: Array.from({ length: BLOCK_ROWS }), usedAt: 0 };
      this.#blocks.set(index, block);
    }
    block.usedAt = ++this.#clock;
    return block;
  }

  #forget(): void {
    const limit = this.#options.maxBlocks ?? 256;
    if (this.#blocks.size <= limit) return;
    const byAge = [...this.#blocks].sort((a, b) => a[1].usedAt - b[1].usedAt);
    const surplus = this.#blocks.size - limit + Math.floor(limit / 8);
    for (const [old] of byAge.slice(0, surplus)) this.#blocks.delete(old);
  }

  #pump(): void {
    const first = Math.floor(this.#wanted.first / BLOCK_ROWS);
    const last = Math.floor((Math.min(this.#wanted.end, this.#count) - 1) / BLOCK_ROWS);
    for (let index = last; index >= first; index--) {
      if (this.#pending.size >= (this.#options.maxPending ?? 3)) return;
      if (!this.#pending.has(index) && this.#isMissing(index)) this.#fetch(index);
    }
  }

  /** Whether a wanted row of the block is not here. */
  #isMissing(index: number): boolean {
    const rows = this.#blocks.get(index)?.rows;
    const start = index * BLOCK_ROWS;
    const end = Math.min(this.#wanted.end, this.#count, start + BLOCK_ROWS);
    for (let rank = Math.max(this.#wanted.first, start); rank < end; rank++) {
      if (rows?.[rank - start] === undefined) return true;
    }
    return false;
  }

  #fetch(index: number): void {
    const rows = this.#blocks.get(index)?.rows;
    const start = index * BLOCK_ROWS;
    let from = start;
    let end = Math.min(this.#count, start + BLOCK_ROWS);
    while (rows?.[from - start] !== undefined) from++;
    while (rows?.[end - 1 - start] !== undefined) end--;
    this.#pending.add(index);
    void this.#load(index, from, end - from, this.#generation);
  }

  async #load(index: number, from: number, count: number, generation: number): Promise<void> {
    try {
      const rows = await this.#options.fetch(from, count);
      if (generation !== this.#generation) return;
      this.#pending.delete(index);
      this.#take(from, rows);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#pending.delete(index);
      this.#options.onError?.(error);
    }
  }

  #take(from: number, rows: readonly Row[]): void {
    if (rows.length === 0) return;
    this.put(from, rows);
    this.#options.onRows();
    this.#pump();
  }
}
