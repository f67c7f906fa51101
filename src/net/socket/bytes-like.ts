/** What the calls take as bytes. Text is refused: encode it with `TextEncoder`, or with a charset of `jackfield/bytes`. */
export type BytesLike = Uint8Array | ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

/** A view of the bytes, not a copy. @throws TypeError when it is text or anything else */
export function toBytes(value: BytesLike, name = "data"): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return new Uint8Array(value);
  const got: unknown = value;
  throw new TypeError(`${name} must be bytes, got ${typeof got === "string" ? "text; encode it first" : typeof got}`);
}

/** @throws RangeError when it is no integer of at least 0 */
export function checkSize(value: number, name: string): void {
  if (!Number.isInteger(value)) throw new TypeError(`${name} must be an integer, got ${String(value)}`);
  if (value < 0 || value > Number.MAX_SAFE_INTEGER) throw new RangeError(`${name} must not be negative, got ${value}`);
}

/** @throws TypeError when it is no 32-bit integer */
export function checkInt(value: number, name: string): void {
  if (!Number.isInteger(value)) throw new TypeError(`${name} must be an integer, got ${String(value)}`);
  if (value < -0x80000000 || value > 0xffffffff) throw new RangeError(`${name} must fit 32 bits, got ${value}`);
}

/** The first `nbytes` (0: all) of the memory that a call fills. @throws RangeError when it has fewer */
export function intoBytes(into: BytesLike, nbytes: number): Uint8Array {
  const bytes = toBytes(into, "into");
  checkSize(nbytes, "nbytes");
  if (nbytes > bytes.length) throw new RangeError(`nbytes is greater than the buffer: ${nbytes} > ${bytes.length}`);
  return nbytes === 0 ? bytes : bytes.subarray(0, nbytes);
}
