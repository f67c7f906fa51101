import { RemoteProtocolError } from "../errors/index.ts";

/** Reads what {@link ByteWriter} wrote; blobs are views of the input. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    this.#need(1);
    return this.#view.getUint8(this.#offset++);
  }

  f64(): number {
    this.#need(8);
    const value = this.#view.getFloat64(this.#offset, true);
    this.#offset += 8;
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (!Number.isSafeInteger(value)) throw this.fault("a number is too large");
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  blob(): Uint8Array {
    const length = this.varint();
    this.#need(length);
    this.#offset += length;
    return this.#bytes.subarray(this.#offset - length, this.#offset);
  }

  /** An error that says where reading stopped. */
  fault(what: string): RemoteProtocolError {
    return new RemoteProtocolError("ERR_BAD_FRAME", `Row batch: ${what} at byte ${this.#offset}`, {
      offset: this.#offset,
    });
  }

  #need(count: number): void {
    if (count > this.left) throw this.fault("it ends too early");
  }
}
