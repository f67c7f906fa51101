import type { PinnedMemory, Sys } from "../sys/sys.ts";

/** Bytes of one slab; requests above a quarter of it get memory of their own. */
const SLAB_BYTES = 262_144;
const ALIGN = 8;
/** A piece up to this size that came of a bigger request is copied out, so that it does not pin the slab. */
const SMALL_BYTES = 1024;
/** Up to here, copying word by word is faster than two views and a call. */
const WORDWISE_BYTES = 256;
/** Small pieces share this much memory, as in Node's own buffer pool. */
const POOL_BYTES = 16_384;

/** Memory of its own that nothing has come into is kept for the next request up to this size. */
const KEPT_BYTES = 1_048_576;

/** The part of the operating system's calls that a slab needs. */
export type SlabSys = Pick<Sys, "allocate" | "recv" | "recvAt">;

/** Memory of which pieces are handed out from its beginning to its end. */
class Pieces {
  readonly memory: PinnedMemory;
  readonly buffer: ArrayBuffer;
  readonly words: Int32Array;
  /** Where the next piece begins. */
  at = 0;

  constructor(memory: PinnedMemory) {
    this.memory = memory;
    this.buffer = memory.bytes.buffer;
    this.words = new Int32Array(this.buffer);
  }

  /** Whether there are `bytes` left. Memory that somebody has transferred away has none. */
  has(bytes: number): boolean {
    return this.at + bytes <= this.memory.bytes.length;
  }

  take(length: number): Uint8Array {
    const piece = new Uint8Array(this.buffer, this.at, length);
    this.at += (length + ALIGN - 1) & -ALIGN;
    return piece;
  }
}

/**
 * Memory that `recv` fills: pieces of one slab are handed out without copying and never overwritten, so each received
 * array belongs to its caller. A piece may keep its slab (256 KiB) alive, a small one its pool (16 KiB).
 */
export class ReceiveSlab {
  readonly #sys: SlabSys;
  #slab: Pieces;
  #pool: Pieces;
  /** Memory of its own for a big request; kept for the next one of its size while nothing has come. */
  #own: Uint8Array | null = null;
  #size = 0;

  constructor(sys: SlabSys) {
    this.#sys = sys;
    this.#slab = new Pieces(sys.allocate(SLAB_BYTES));
    this.#pool = new Pieces(sys.allocate(POOL_BYTES));
  }

  /** One `recv` of at most `size` bytes. Gives its result; {@link take} the bytes before the next call. */
  receive(fd: number, size: number, flags: number): number {
    if (size > SLAB_BYTES / 4) {
      const result = this.#sys.recv(fd, this.room(size), size, flags);
      if (result < 0 && size > KEPT_BYTES) this.#own = null;
      return result;
    }
    if (!this.#slab.has(size)) this.#slab = new Pieces(this.#sys.allocate(SLAB_BYTES));
    this.#own = null;
    this.#size = size;
    return this.#sys.recvAt(fd, this.#slab.memory, this.#slab.at, size, flags);
  }

  /** Room for `size` bytes, for other calls than `recv`; {@link take} what was filled before the next call. */
  room(size: number): Uint8Array {
    this.#size = size;
    if (size > SLAB_BYTES / 4) {
      if (this.#own?.length !== size) this.#own = Buffer.allocUnsafeSlow(size);
      return this.#own;
    }
    this.#own = null;
    if (!this.#slab.has(size)) this.#slab = new Pieces(this.#sys.allocate(SLAB_BYTES));
    return new Uint8Array(this.#slab.buffer, this.#slab.at, size);
  }

  /** The first `length` bytes of what the last call has filled, as the caller's own. */
  take(length: number): Uint8Array {
    if (length === 0) return new Uint8Array(0);
    const own = this.#own;
    if (own !== null) {
      // Memory that is mostly empty is not worth keeping.
      if (length * 2 < this.#size) return new Uint8Array(own.subarray(0, length));
      this.#own = null;
      return new Uint8Array(own.buffer, own.byteOffset, length);
    }
    return length <= SMALL_BYTES && this.#size > SMALL_BYTES ? this.#takeSmall(length) : this.#slab.take(length);
  }

  #takeSmall(length: number): Uint8Array {
    if (!this.#pool.has(length)) this.#pool = new Pieces(this.#sys.allocate(POOL_BYTES));
    const pool = this.#pool;
    const from = this.#slab.at >> 2;
    const to = pool.at >> 2;
    const piece = pool.take(length);
    if (length > WORDWISE_BYTES) {
      piece.set(this.#slab.memory.bytes.subarray(this.#slab.at, this.#slab.at + length));
      return piece;
    }
    const source = this.#slab.words;
    const target = pool.words;
    for (let i = 0; i << 2 < length; i += 1) target[to + i] = source[from + i] ?? 0;
    return piece;
  }
}

// One per thread, made at the first use: calls never nest.
let slab: ReceiveSlab | undefined;

/** This thread's slab. */
export function receiveSlab(sys: Sys): ReceiveSlab {
  slab ??= new ReceiveSlab(sys);
  return slab;
}
