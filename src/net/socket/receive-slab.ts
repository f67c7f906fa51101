/** Bytes of one slab; requests above a quarter of it get memory of their own. */
const SLAB_BYTES = 262_144;
const ALIGN = 8;
/** A received piece this much smaller than what was asked for is copied out, so that it does not pin the slab. */
const COPY_BELOW_SHARE = 8;

/**
 * Memory that `recv` fills: pieces of one slab are handed out without copying and never overwritten, so each received
 * array belongs to its caller. Like Node's own buffer pool, a small piece may keep its slab (256 KiB) alive.
 */
export class ReceiveSlab {
  #slab: Uint8Array = new Uint8Array(0);
  #at = 0;

  /** Room for `size` bytes; the next `keep` takes what was filled of it. */
  room(size: number): Uint8Array {
    if (size > SLAB_BYTES / 4) return Buffer.allocUnsafeSlow(size);
    if (this.#at + size > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
      this.#at = 0;
    }
    return this.#at === 0 ? this.#slab : new Uint8Array(this.#slab.buffer, this.#at, this.#slab.length - this.#at);
  }

  /** The first `length` bytes of the room that `room(size)` gave, as the caller's own. */
  keep(room: Uint8Array, size: number, length: number): Uint8Array {
    if (room.buffer !== this.#slab.buffer) {
      return length * 2 < size ? new Uint8Array(room.subarray(0, length)) : new Uint8Array(room.buffer, 0, length);
    }
    if (size > 4096 && length * COPY_BELOW_SHARE < size) return new Uint8Array(Buffer.from(room.subarray(0, length)));
    const kept = new Uint8Array(room.buffer, room.byteOffset, length);
    this.#at += Math.ceil(length / ALIGN) * ALIGN;
    return kept;
  }
}
