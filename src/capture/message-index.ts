import { createFramer, type Framer, type FramingSpec } from "../bytes/index.ts";
import type { Direction } from "./event.ts";
import { NumberPool } from "./number-pool.ts";

/** How the messages of the framing lie in one data row. */
export interface RowMessages {
  /** The row's first bytes belong to a message that began in an earlier row. */
  readonly continues: boolean;
  /** Messages that end in this row. */
  readonly ended: number;
  /** The row's last bytes begin a message that has not ended in this row. */
  readonly open: boolean;
  /** Row in which the continued message began, or null. */
  readonly from: number | null;
  /** Offsets in the row just past each message's end, at most the first {@link MAX_ENDS}. */
  readonly ends: readonly number[];
  /** The first violation of the framing in this row. */
  readonly error: string | null;
}

/** What the message index is told of a row. */
export interface FramedRow {
  readonly direction: Direction;
  readonly peer: number;
  /** Microseconds since the Unix epoch. */
  readonly timeUs: number;
  /** Whether the peer is a stream; a datagram is framed by itself. */
  readonly stream: boolean;
  /** All of the row's payload; not kept. */
  readonly bytes: Uint8Array;
}

/** Of one row at most so many ends are kept. */
export const MAX_ENDS = 256;

const CONTINUES = 1;
const OPEN = 2;
/** The message that is open at the row's end turned out to end there (idle gap). */
const ENDS_LAST = 4;
const FRAMED = 8;
const MAX_ERRORS = 0xffff;
const NUMBERS = 3;

interface FlowState {
  readonly framer: Framer;
  /** Row in which the open message began. */
  from: number;
  /** The flow's last row. */
  last: number;
  /** When it came. */
  lastUs: number;
  /** Its open message counts as ended: the gap has passed, or the peer has gone. */
  silent: boolean;
}

/**
 * Which messages of a framing begin and end in which rows. Framing is a reader here: it looks at rows that are recorded
 * and changes nothing. Rows are added in order; 12 bytes a row and 4 bytes a message are kept.
 */
export class MessageIndex {
  readonly framing: FramingSpec;
  readonly #flows = new Map<number, FlowState>();
  /** Three numbers a row: flags and error, from, where its ends begin in the pool. */
  readonly #rows = new NumberPool();
  /** For each row with ends: how many there are, then the first of them. */
  readonly #ends = new NumberPool();
  readonly #errors: string[] = [];
  readonly #errorNumbers = new Map<string, number>();

  constructor(framing: FramingSpec) {
    this.framing = framing;
  }

  /** Rows added so far. */
  get rows(): number {
    return this.#rows.length / NUMBERS;
  }

  /** Memory of the columns in bytes. */
  get memoryBytes(): number {
    return this.#rows.memoryBytes + this.#ends.memoryBytes;
  }

  /** Adds a row without payload. */
  skip(): void {
    for (let i = 0; i < NUMBERS; i++) this.#rows.push(0);
  }

  /** Forgets where the flows of a peer are: it is gone. Where silence ends a message, that does, too. */
  endPeer(peer: number): void {
    for (const key of [peer * 2, peer * 2 + 1]) {
      const flow = this.#flows.get(key);
      if (flow !== undefined && this.framing.type === "idle" && flow.framer.open > 0) this.#setEnded(flow.last, true);
      this.#flows.delete(key);
    }
  }

  /**
   * Ends, for who reads rows, the messages after which nothing came for the idle gap. A row that comes after all and
   * belongs to such a message opens it again.
   * @returns how many ended now, and when the next one would, in microseconds since the epoch; infinity for none
   */
  endSilent(nowUs: number): { readonly ended: number; readonly nextUs: number } {
    let ended = 0;
    let nextUs = Number.POSITIVE_INFINITY;
    if (this.framing.type !== "idle") return { ended, nextUs };
    const gapUs = this.framing.gapMs * 1000;
    for (const flow of this.#flows.values()) {
      if (flow.silent || flow.framer.open === 0) continue;
      const endUs = flow.lastUs + gapUs;
      if (endUs > nowUs) {
        nextUs = Math.min(nextUs, endUs);
        continue;
      }
      flow.silent = true;
      this.#setEnded(flow.last, true);
      ended += 1;
    }
    return { ended, nextUs };
  }

  /** Adds a data row. */
  add(row: FramedRow): void {
    const number = this.rows;
    const flow = this.#flow(row, number);
    const { continues, ends: told, violation } = flow.framer.push(row.bytes, row.timeUs / 1000);
    let ends = told;
    if (ends[0] === 0) {
      ends = ends.slice(1);
      if (flow.last !== number) this.#setEnded(flow.last, true);
    } else if (flow.silent) this.#setEnded(flow.last, false);
    const isOpen = flow.framer.open > 0;
    const from = continues ? flow.from : number;
    // A datagram is a message however long nothing comes after it.
    const whole = !row.stream && this.framing.type === "idle" ? ENDS_LAST : 0;
    const flags = FRAMED | (continues ? CONTINUES : 0) | (isOpen ? OPEN : 0) | whole;
    const error = violation === null ? 0 : this.#errorNumber(violation.message);
    this.#rows.push(flags | (error << 16));
    this.#rows.push(from);
    this.#rows.push(this.#pushEnds(ends));
    flow.from = ends.length > 0 ? number : from;
    flow.last = number;
    flow.lastUs = row.timeUs;
    flow.silent = false;
  }

  /** The messages of a row of `length` bytes; null when it has no payload or has not been added. */
  get(row: number, length: number): RowMessages | null {
    if (row >= this.rows) return null;
    const head = this.#rows.get(row * NUMBERS);
    if ((head & FRAMED) === 0) return null;
    const from = this.#rows.get(row * NUMBERS + 1);
    const { count, ends } = this.#endsAt(this.#rows.get(row * NUMBERS + 2));
    const last = (head & ENDS_LAST) !== 0;
    const error = head >>> 16;
    return {
      continues: (head & CONTINUES) !== 0,
      ended: count + (last ? 1 : 0),
      open: (head & OPEN) !== 0 && !last,
      from: (head & CONTINUES) === 0 ? null : from,
      ends: last && ends.length < MAX_ENDS ? [...ends, length] : ends,
      error: error === 0 ? null : (this.#errors[error - 1] ?? null),
    };
  }

  #flow(row: FramedRow, number: number): FlowState {
    const key = row.peer * 2 + (row.direction === "out" ? 1 : 0);
    const known = row.stream ? this.#flows.get(key) : undefined;
    if (known !== undefined) return known;
    const framer = createFramer(this.framing);
    const flow = { framer, from: number, last: number, lastUs: row.timeUs, silent: false };
    if (row.stream) this.#flows.set(key, flow);
    return flow;
  }

  #setEnded(row: number, ended: boolean): void {
    const head = this.#rows.get(row * NUMBERS);
    this.#rows.set(row * NUMBERS, ended ? head | ENDS_LAST : head & ~ENDS_LAST);
  }

  /** Returns where they are in the pool, plus one; 0 for none. */
  #pushEnds(ends: readonly number[]): number {
    if (ends.length === 0) return 0;
    const at = this.#ends.length;
    this.#ends.push(ends.length);
    for (let i = 0; i < Math.min(ends.length, MAX_ENDS); i++) this.#ends.push(ends[i] as number);
    return at + 1;
  }

  #endsAt(place: number): { readonly count: number; readonly ends: number[] } {
    if (place === 0) return { count: 0, ends: [] };
    const count = this.#ends.get(place - 1);
    return { count, ends: Array.from({ length: Math.min(count, MAX_ENDS) }, (_, i) => this.#ends.get(place + i)) };
  }

  #errorNumber(message: string): number {
    const known = this.#errorNumbers.get(message);
    if (known !== undefined) return known;
    if (this.#errors.length >= MAX_ERRORS) return MAX_ERRORS;
    this.#errors.push(message);
    this.#errorNumbers.set(message, this.#errors.length);
    return this.#errors.length;
  }
}
