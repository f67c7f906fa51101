/** Bytes of one slab; requests above a quarter of it get memory of their own. */
const SLAB_BYTES = 262_144;
const ALIGN = 8;
/** A piece up to this size that came of a bigger request is copied out, so that it does not pin the slab. */
const SMALL_BYTES = 1024;
/** Small pieces share this much memory, as in Node's own buffer pool. */
const POOL_BYTES = 16_384;

/**
 * Memory that `recv` fills: pieces of one slab are handed out without copying and never overwritten, so each received
 * array belongs to its caller. A piece may keep its slab (256 KiB) alive, a small one its pool (16 KiB).
 */
export class ReceiveSlab {
  #slab: Uint8Array = new Uint8Array(0);
  /** What is left of the slab. */
  #room: Uint8Array = this.#slab;
  #pool: Uint8Array = new Uint8Array(0);
  #poolAt = 0;

  /** Room for `size` bytes; the next `keep` takes what was filled of it. */
  room(size: number): Uint8Array {
    if (size > SLAB_BYTES / 4) return Buffer.allocUnsafeSlow(size);
    if (size > this.#room.length) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#room = this.#slab;
    }
    return this.#room;
  }

  /** The first `length` bytes of the room that `room(size)` gave, as the caller's own. */
  keep(room: Uint8Array, size: number, length: number): Uint8Array {
    if (length <= SMALL_BYTES && size > SMALL_BYTES) return this.#small(room, length);
    const kept = new Uint8Array(room.buffer, room.byteOffset, length);
    if (room === this.#room) {
      // Not SLAB_BYTES: before the first slab there is a room of no bytes.
      const end = room.buffer.byteLength;
      const next = Math.min(room.byteOffset + Math.ceil(length / ALIGN) * ALIGN, end);
      this.#room = new Uint8Array(room.buffer, next, end - next);
      return kept;
    }
    // Memory of its own that is mostly empty is not worth keeping.
    return length * 2 < size ? new Uint8Array(kept) : kept;
  }

  #small(room: Uint8Array, length: number): Uint8Array {
    if (this.#poolAt + length > this.#pool.length) {
      this.#pool = Buffer.allocUnsafeSlow(POOL_BYTES);
      this.#poolAt = 0;
    }
    const kept = new Uint8Array(this.#pool.buffer, this.#poolAt, length);
    kept.set(length === room.length ? room : room.subarray(0, length));
    this.#poolAt += Math.ceil(length / ALIGN) * ALIGN;
    return kept;
  }
}
