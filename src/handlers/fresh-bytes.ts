/** Memory that small arrays share. */
const POOL_BYTES = 16_384;
/** Bigger arrays get memory of their own. */
const SMALL_BYTES = 1024;
const ALIGN = 8;

let pool = new ArrayBuffer(POOL_BYTES);
let used = 0;

/**
 * An array of zeros that belongs to the caller, as `new Uint8Array(length)`. Small ones are pieces of one memory, since an
 * allocation of its own costs as much as a system call; each is given once, and keeps at most 16 KiB alive.
 */
export function freshBytes(length: number): Uint8Array<ArrayBuffer> {
  if (length > SMALL_BYTES) return new Uint8Array(length);
  // Memory that somebody has transferred away has no bytes.
  if (used + length > pool.byteLength) {
    pool = new ArrayBuffer(POOL_BYTES);
    used = 0;
  }
  const piece = new Uint8Array(pool, used, length);
  used += (length + ALIGN - 1) & -ALIGN;
  return piece;
}
