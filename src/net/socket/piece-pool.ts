import type { PinnedMemory, Sys } from "../sys/sys.ts";

/** Small pieces are copied word by word. */
const WORD = 8;
/** Up to here, copying word by word is faster than two views and a call. */
const WORDWISE_BYTES = 256;
/** Small pieces share this much memory, as in Node's own buffer pool. */
const POOL_BYTES = 16_384;
/** Bigger copies get memory of their own. */
const SMALL_BYTES = 1024;

/** Memory of which pieces are handed out from its beginning to its end. */
export class Pieces {
  readonly memory: PinnedMemory;
  readonly buffer: ArrayBuffer;
  readonly words: Int32Array;
  /** Where the next piece begins. */
  at: number;
  readonly #align: number;
  readonly #first: number;
  #count = 0;

  /** Each piece begins at an address that is a multiple of `align`, a power of 2 from 8 on. */
  constructor(memory: PinnedMemory, align: number = WORD) {
    this.memory = memory;
    this.buffer = memory.bytes.buffer;
    this.words = new Int32Array(this.buffer);
    this.#align = align;
    this.#first = -memory.address & (align - 1);
    this.at = this.#first;
  }

  /** How long those are that have been taken, on average; 0 of none. */
  get averageLength(): number {
    return this.#count === 0 ? 0 : (this.at - this.#first) / this.#count;
  }

  /** Whether there are `bytes` left. Memory that somebody has transferred away has none. */
  has(bytes: number): boolean {
    return this.at + bytes <= this.memory.bytes.length;
  }

  take(length: number): Uint8Array {
    const piece = new Uint8Array(this.buffer, this.at, length);
    this.at += (length + this.#align - 1) & -this.#align;
    this.#count += 1;
    return piece;
  }
}

/** Copies of what calls have received; each belongs to its caller, and a small one may keep 16 KiB alive. */
export class PiecePool {
  readonly #sys: Pick<Sys, "allocate">;
  #pool: Pieces;

  constructor(sys: Pick<Sys, "allocate">) {
    this.#sys = sys;
    this.#pool = new Pieces(sys.allocate(POOL_BYTES));
  }

  /** A copy of `length` bytes of `from` at `at`, which is a multiple of 4. */
  copy(from: Pieces, at: number, length: number): Uint8Array {
    if (length === 0) return new Uint8Array(0);
    if (length > SMALL_BYTES) return new Uint8Array(from.memory.bytes.subarray(at, at + length));
    if (!this.#pool.has(length)) this.#pool = new Pieces(this.#sys.allocate(POOL_BYTES));
    const pool = this.#pool;
    const to = pool.at >> 2;
    const piece = pool.take(length);
    if (length > WORDWISE_BYTES) {
      piece.set(from.memory.bytes.subarray(at, at + length));
      return piece;
    }
    const source = from.words;
    const target = pool.words;
    const first = at >> 2;
    for (let i = 0; i << 2 < length; i += 1) target[to + i] = source[first + i] ?? 0;
    return piece;
  }
}
