import { copyFile, constants, open, stat, truncate } from "node:fs/promises";
import type { FramingSpec } from "../bytes/index.ts";
import type { CaptureEvent } from "../capture/index.ts";
import { fileReason, JackfieldError } from "../errors/index.ts";
import type { CaptureRow, CaptureView, FilteredRows, FilterOptions, ReadRowsOptions } from "./capture-view.ts";
import { readSplits } from "./character-splits.ts";
import { MessageReader } from "./message-reader.ts";
import { readContents, readPayload, type RowSource } from "./row-reader.ts";
import { RowSearch } from "./row-search.ts";

async function sameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other).catch(() => null)]);
  return b !== null && a.dev === b.dev && a.ino === b.ino;
}

const DEFAULT_PREVIEW_BYTES = 256;
const COPY_BYTES = 1024 * 1024;
const NO_BYTES = new Uint8Array(0);
/** Reading rows waits so long for their framing; after that they come without, and listeners hear when it is there. */
const FRAMING_WAIT_MS = 200;
/** Listeners of new rows are called at most this often. */
const NOTIFY_MS = 16;

/** What a {@link StoredCapture} shows. */
export interface StoredCaptureParts extends RowSource {
  readonly path: string;
  /** Writes what is still in memory. */
  readonly flush: () => Promise<void>;
  /** Whether everything up to `size` is in the file after a flush. */
  readonly complete: () => boolean;
}

/** The rows of one pcapng file written here, read from where they are. */
export class StoredCapture implements CaptureView {
  readonly #parts: StoredCaptureParts;
  readonly #listeners = new Set<() => void>();
  readonly #searches = new Set<RowSearch>();
  readonly #messages: MessageReader;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: StoredCaptureParts) {
    this.#parts = parts;
    this.#messages = new MessageReader(parts, () => this.changed());
  }

  get rows(): number {
    return this.#parts.index.rows;
  }

  get path(): string {
    return this.#parts.path;
  }

  get fileBytes(): number {
    return this.#parts.file.size;
  }

  get peers(): CaptureView["peers"] {
    return this.#parts.peers;
  }

  async read(from: number, count: number, options: ReadRowsOptions = {}): Promise<readonly CaptureRow[]> {
    const first = Math.max(0, Math.floor(from));
    const last = Math.min(this.rows, first + Math.max(0, Math.floor(count)));
    return this.#rows(
      Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i),
      options,
    );
  }

  async payload(row: number, offset = 0, length: number = Number.MAX_SAFE_INTEGER): Promise<Uint8Array> {
    if (!Number.isInteger(row) || row < 0 || row >= this.rows) throw new RangeError(`no row ${row} of ${this.rows}`);
    const from = Math.max(0, offset);
    return readPayload(this.#parts, row, from, from + Math.max(0, length));
  }

  rowAt(timeUs: number): number {
    return this.#parts.index.rowAt(timeUs);
  }

  filter(expression: string, options: FilterOptions = {}): FilteredRows {
    const search = new RowSearch(this.#parts, (rows, more) => this.#rows(rows, more), expression, options);
    this.#searches.add(search);
    search.onClose(() => this.#searches.delete(search));
    search.wake();
    return search;
  }

  get framed(): number {
    return this.#messages.rows;
  }

  get endings(): number {
    return this.#messages.endings;
  }

  setFraming(framing: FramingSpec): void {
    this.#messages.set(framing);
  }

  /** A row has been recorded; its payload need not be read for it to be framed. */
  recorded(row: number, event: CaptureEvent): void {
    this.#messages.recorded(row, event);
    this.changed();
  }

  onRows(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners, soon and coalesced, that there is more to read. */
  changed(): void {
    if (this.#timer !== null || this.#listeners.size + this.#searches.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      for (const search of this.#searches) search.wake();
      for (const listener of this.#listeners) listener();
    }, NOTIFY_MS).unref();
  }

  async saveAs(path: string): Promise<void> {
    await this.#parts.flush();
    const bytes = this.fileBytes;
    try {
      if (await sameFile(this.path, path)) return;
      if (this.#parts.complete()) {
        // A copy that shares its blocks with the original where the file system can do that.
        await copyFile(this.path, path, constants.COPYFILE_FICLONE);
        await truncate(path, bytes);
      } else {
        await this.#copyByReading(path, bytes);
      }
    } catch (cause) {
      throw new JackfieldError("ERR_FILE", `save capture as ${path}: ${fileReason(cause)}`, { cause });
    }
  }

  async #copyByReading(path: string, bytes: number): Promise<void> {
    const target = await open(path, "w", 0o600);
    try {
      for (let at = 0; at < bytes; at += COPY_BYTES) {
        await target.writeFile(await this.#parts.file.read(at, Math.min(COPY_BYTES, bytes - at)));
      }
    } finally {
      await target.close();
    }
  }

  async #rows(rows: readonly number[], options: ReadRowsOptions): Promise<readonly CaptureRow[]> {
    const { index } = this.#parts;
    const contents = await readContents(this.#parts, rows, options.previewBytes ?? DEFAULT_PREVIEW_BYTES);
    const last = Math.max(-1, ...rows);
    if (last >= this.#messages.rows) await this.#messages.until(last + 1, FRAMING_WAIT_MS);
    const { charsetIn = "utf-8", charsetOut = "utf-8" } = options;
    const splits = await readSplits(this.#parts, rows, contents, {
      charsetOf: (row) => (index.directionCode(row) === 2 ? charsetOut : charsetIn),
      framingOf: (row) => this.#messages.get(row),
    });
    return rows.map((row, i) => ({
      index: row,
      kind: index.kind(row),
      timeUs: index.timeUs(row),
      deltaUs: row === 0 ? 0 : index.timeUs(row) - index.timeUs(row - 1),
      direction: index.direction(row),
      peer: index.peer(row),
      length: index.length(row),
      bytes: contents[i]?.bytes ?? NO_BYTES,
      detail: contents[i]?.detail ?? null,
      framing: this.#messages.get(row),
      carry: splits[i]?.carry ?? NO_BYTES,
      unfinished: splits[i]?.unfinished ?? 0,
    }));
  }
}
