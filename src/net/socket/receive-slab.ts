import type { Sys } from "../sys/sys.ts";
import { PiecePool, Pieces } from "./piece-pool.ts";

/** Bytes of one slab. */
const SLAB_BYTES = 262_144;
/** A slab's pieces were as long as this on average: the next one is bigger, so that it has as many. */
const LONG_BYTES = 8192;
const LONG_SLAB_BYTES = 1_048_576;
/** Requests above this get memory of their own. */
const MAX_REQUEST_BYTES = 65_536;
/**
 * Pieces begin where a line of the processor's cache does. What comes is at the beginning of the kernel's pages, malloc's
 * large blocks begin 16 bytes behind one, and copying to an address that is so little ahead of its source's, modulo the
 * page, is slow: it made a message of 16 KB cost a sixth more.
 */
const ALIGN = 64;
/** A piece up to this size that came of a bigger request is copied out, so that it does not pin the slab. */
const SMALL_BYTES = 1024;

/** Memory of its own that nothing has come into is kept for the next request up to this size. */
const KEPT_BYTES = 1_048_576;

/** The part of the operating system's calls that a slab needs. */
export type SlabSys = Pick<Sys, "allocate" | "recv" | "recvAt">;

/**
 * Memory that `recv` fills: pieces of one slab are handed out without copying and never overwritten, so each received
 * array belongs to its caller. A piece may keep its slab alive (256 KiB; 1 MiB among long ones), a small one its pool (16 KiB).
 */
export class ReceiveSlab {
  readonly #sys: SlabSys;
  #slab: Pieces;
  readonly #pool: PiecePool;
  /** Memory of its own for a big request; kept for the next one of its size while nothing has come. */
  #own: Uint8Array | null = null;
  #size = 0;

  constructor(sys: SlabSys) {
    this.#sys = sys;
    this.#slab = new Pieces(sys.allocate(SLAB_BYTES), ALIGN);
    this.#pool = new PiecePool(sys);
  }

  /** One `recv` of at most `size` bytes. Gives its result; {@link take} the bytes before the next call. */
  receive(fd: number, size: number, flags: number): number {
    if (size > MAX_REQUEST_BYTES) {
      const result = this.#sys.recv(fd, this.room(size), size, flags);
      if (result < 0 && size > KEPT_BYTES) this.#own = null;
      return result;
    }
    this.#reserve(size);
    return this.#sys.recvAt(fd, this.#slab.memory, this.#slab.at, size, flags);
  }

  /** Room for `size` bytes, for other calls than `recv`; {@link take} what was filled before the next call. */
  room(size: number): Uint8Array {
    if (size > MAX_REQUEST_BYTES) {
      this.#size = size;
      if (this.#own?.length !== size) this.#own = Buffer.allocUnsafeSlow(size);
      return this.#own;
    }
    this.#reserve(size);
    return new Uint8Array(this.#slab.buffer, this.#slab.at, size);
  }

  /** The slab has `size` bytes for the next piece. */
  #reserve(size: number): void {
    this.#own = null;
    this.#size = size;
    if (this.#slab.has(size)) return;
    const bytes = this.#slab.averageLength < LONG_BYTES ? SLAB_BYTES : LONG_SLAB_BYTES;
    this.#slab = new Pieces(this.#sys.allocate(bytes), ALIGN);
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
    return length <= SMALL_BYTES && this.#size > SMALL_BYTES
      ? this.#pool.copy(this.#slab, this.#slab.at, length)
      : this.#slab.take(length);
  }
}

// One per thread, made at the first use: calls never nest.
let slab: ReceiveSlab | undefined;

/** This thread's slab. */
export function receiveSlab(sys: Sys): ReceiveSlab {
  slab ??= new ReceiveSlab(sys);
  return slab;
}
