import { type Direction, EVENT_KINDS, type EventKind } from "./event.ts";

/** What the index keeps of one row. */
export interface IndexedRow {
  readonly kind: EventKind;
  readonly timeUs: number;
  readonly direction: Direction | null;
  readonly peer: number;
  /** Bytes of payload. */
  readonly length: number;
  /** Whether the event has a detail. */
  readonly detailed: boolean;
  /** Where in the file the event's first block begins. */
  readonly offset: number;
  /** Bytes from there to the first byte of payload; 0 when the event is no packet. Below 256. */
  readonly payloadAt: number;
}

const CHUNK_SHIFT = 13;
const CHUNK_ROWS = 1 << CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_ROWS - 1;
const NONE = 0xffff_ffff;
const DETAILED = 1 << 6;

class RowChunk {
  readonly times = new Float64Array(CHUNK_ROWS);
  readonly offsets = new Float64Array(CHUNK_ROWS);
  readonly flowOffsets = new Float64Array(CHUNK_ROWS);
  readonly lengths = new Uint32Array(CHUNK_ROWS);
  readonly peers = new Uint32Array(CHUNK_ROWS);
  readonly previous = new Uint32Array(CHUNK_ROWS);
  readonly kinds = new Uint8Array(CHUNK_ROWS);
  /** Bits 0–1 the direction, bit 6 detailed. */
  readonly flags = new Uint8Array(CHUNK_ROWS);
  readonly payloads = new Uint8Array(CHUNK_ROWS);
}

interface FlowEnd {
  row: number;
  bytes: number;
}

const KIND_CODES: ReadonlyMap<EventKind, number> = new Map(EVENT_KINDS.map((kind, code) => [kind, code]));
const DATA = KIND_CODES.get("data");
const CLOSE = KIND_CODES.get("close");

/** The number by which the index keeps a direction. */
export function directionCode(direction: Direction | null): 0 | 1 | 2 {
  return direction === null ? 0 : direction === "in" ? 1 : 2;
}

/** The number by which the index keeps a kind: its place in {@link EVENT_KINDS}. */
export function kindCode(kind: EventKind): number {
  return KIND_CODES.get(kind) ?? 0;
}

/**
 * Where every row of a capture is, in columns: 39 bytes a row, any row in constant time. A flow is the data of one peer in
 * one direction, until the peer's `close`. Rows are numbers from 0; what a row number out of range gives is undefined.
 */
export class RowIndex {
  /** Bytes of memory that a row takes. */
  static readonly BYTES_PER_ROW: number = 8 * 3 + 4 * 3 + 3;

  readonly #chunks: RowChunk[] = [];
  readonly #flows = new Map<number, FlowEnd>();
  #rows = 0;

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Memory of the columns in bytes. */
  get memoryBytes(): number {
    return this.#chunks.length * CHUNK_ROWS * RowIndex.BYTES_PER_ROW;
  }

  /** Appends a row and returns its number. */
  add(row: IndexedRow): number {
    const number = this.#rows;
    const at = number & CHUNK_MASK;
    if (at === 0) this.#chunks.push(new RowChunk());
    const chunk = this.#chunk(number);
    const kind = kindCode(row.kind);
    const direction = directionCode(row.direction);
    chunk.times[at] = row.timeUs;
    chunk.offsets[at] = row.offset;
    chunk.lengths[at] = row.length;
    chunk.peers[at] = row.peer;
    chunk.kinds[at] = kind;
    chunk.flags[at] = direction | (row.detailed ? DETAILED : 0);
    chunk.payloads[at] = row.payloadAt;
    chunk.previous[at] = NONE;
    if (kind === DATA) this.#continueFlow(chunk, at, number, row.peer * 2 + (direction === 2 ? 1 : 0), row.length);
    else if (kind === CLOSE) this.#endFlows(row.peer);
    this.#rows = number + 1;
    return number;
  }

  kind(row: number): EventKind {
    return EVENT_KINDS[this.kindCode(row)] ?? "note";
  }

  /** See {@link kindCode}. */
  kindCode(row: number): number {
    return this.#chunk(row).kinds[row & CHUNK_MASK] as number;
  }

  timeUs(row: number): number {
    return this.#chunk(row).times[row & CHUNK_MASK] as number;
  }

  direction(row: number): Direction | null {
    const code = this.directionCode(row);
    return code === 0 ? null : code === 1 ? "in" : "out";
  }

  /** 0 none, 1 in, 2 out. */
  directionCode(row: number): number {
    return (this.#chunk(row).flags[row & CHUNK_MASK] as number) & 3;
  }

  peer(row: number): number {
    return this.#chunk(row).peers[row & CHUNK_MASK] as number;
  }

  length(row: number): number {
    return this.#chunk(row).lengths[row & CHUNK_MASK] as number;
  }

  detailed(row: number): boolean {
    return ((this.#chunk(row).flags[row & CHUNK_MASK] as number) & DETAILED) !== 0;
  }

  offset(row: number): number {
    return this.#chunk(row).offsets[row & CHUNK_MASK] as number;
  }

  payloadAt(row: number): number {
    return this.#chunk(row).payloads[row & CHUNK_MASK] as number;
  }

  /** The data row before this one in the same flow, or null. */
  previous(row: number): number | null {
    const previous = this.#chunk(row).previous[row & CHUNK_MASK] as number;
    return previous === NONE ? null : previous;
  }

  /** Bytes of the flow before this data row. */
  flowOffset(row: number): number {
    return this.#chunk(row).flowOffsets[row & CHUNK_MASK] as number;
  }

  /** The first row at or after this time, `rows` when there is none; rows are taken to be in the order of time. */
  rowAt(timeUs: number): number {
    let low = 0;
    let high = this.#rows;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.timeUs(middle) < timeUs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #chunk(row: number): RowChunk {
    const chunk = this.#chunks[row >>> CHUNK_SHIFT];
    if (chunk === undefined) throw new RangeError(`row ${row} of ${this.#rows}`);
    return chunk;
  }

  #continueFlow(chunk: RowChunk, at: number, row: number, key: number, length: number): void {
    const flow = this.#flows.get(key);
    if (flow === undefined) {
      this.#flows.set(key, { row, bytes: length });
      return;
    }
    chunk.previous[at] = flow.row;
    chunk.flowOffsets[at] = flow.bytes;
    flow.row = row;
    flow.bytes += length;
  }

  #endFlows(peer: number): void {
    this.#flows.delete(peer * 2);
    this.#flows.delete(peer * 2 + 1);
  }
}
