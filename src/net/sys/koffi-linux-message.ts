import type { Koffi, NativeFunction } from "./koffi.ts";
import { NAME_BYTES } from "./sockaddr.ts";
import type { DatagramVector, FanOut, MessageBuffers, PinnedMemory } from "./sys.ts";

// struct msghdr on 64-bit Linux: name, namelen(u32), iov, iovlen, control, controllen, flags(i32), padding.
const HEADER_BYTES = 56;
const IOVEC_BYTES = 16;
// struct mmsghdr is a msghdr, an unsigned length, and padding.
const MMSG_BYTES = 64;
const UIO_MAXIOV = 1024;
// CMSG_SPACE and CMSG_LEN of a u16, which is what UDP_SEGMENT takes.
const SEGMENT_BYTES = 24;
const SEGMENT_LENGTH = 18;
const SOL_UDP = 17;
const UDP_SEGMENT = 103;
const WORD = 4_294_967_296;
// struct sockaddr_in6, the longest name of UDP over IP.
const INET_NAME_BYTES = 28;

/**
 * `sendmsg`, `recvmsg` and their vectored forms. This file owns every raw pointer: an address written into a structure
 * does not keep its buffer alive, so each buffer is also held by a field of a long-lived object during the call.
 */
export class KoffiMessages {
  readonly #koffi: Koffi;
  readonly #sendmsg: NativeFunction;
  readonly #recvmsg: NativeFunction;
  readonly #sendmmsg: NativeFunction;
  readonly #recvmmsg: NativeFunction;
  readonly #header: DataView = new DataView(Buffer.allocUnsafeSlow(HEADER_BYTES).buffer);
  #iov: DataView = new DataView(Buffer.allocUnsafeSlow(8 * IOVEC_BYTES).buffer);
  readonly #held: unknown[] = [];

  constructor(koffi: Koffi, library: { func(definition: string): NativeFunction }) {
    this.#koffi = koffi;
    this.#sendmsg = library.func("intptr_t sendmsg(int, void *, int)");
    this.#recvmsg = library.func("intptr_t recvmsg(int, void *, int)");
    this.#sendmmsg = library.func("int sendmmsg(int, void *, unsigned int, int)");
    this.#recvmmsg = library.func("int recvmmsg(int, void *, unsigned int, int, void *)");
  }

  sendmsg(
    fd: number,
    parts: readonly Uint8Array[],
    control: Uint8Array | null,
    flags: number,
    to: Uint8Array | null,
  ): number {
    this.#held.push(parts, control, to);
    this.#fill(parts, control, to, to?.length ?? 0);
    const result = this.#checked(this.#sendmsg(fd, this.#header, flags));
    this.#held.length = 0;
    return result;
  }

  recvmsg(fd: number, message: MessageBuffers, flags: number): number {
    const { into, control, name } = message;
    this.#held.push(into, control, name);
    this.#fill(into, control, name.bytes, name.bytes.length);
    const result = this.#checked(this.#recvmsg(fd, this.#header, flags));
    this.#held.length = 0;
    name.length = result < 0 ? 0 : this.#header.getUint32(8, true);
    message.controlLength = result < 0 ? 0 : Number(this.#header.getBigUint64(40, true));
    message.flags = result < 0 ? 0 : this.#header.getInt32(48, true);
    return result;
  }

  makeVector(capacity: number): DatagramVector {
    return new KoffiVector(this.#koffi, capacity);
  }

  sendmmsg(fd: number, vector: DatagramVector, start: number, count: number, flags: number): number {
    const headers = (vector as KoffiVector).headersFrom(start);
    return this.#checked(this.#sendmmsg(fd, headers, Math.min(count, UIO_MAXIOV), flags));
  }

  makeFanOut(capacity: number): FanOut {
    return new KoffiFanOut(this.#koffi, capacity);
  }

  sendFanOut(fd: number, fanOut: FanOut, bytes: Uint8Array, start: number, count: number, flags: number): number {
    const own = fanOut as KoffiFanOut;
    this.#held.push(bytes);
    own.setPayload(this.#koffi, bytes);
    const most = Math.min(count, own.capacity - start, UIO_MAXIOV);
    const result = this.#checked(this.#sendmmsg(fd, own.headersFrom(start), most, flags));
    this.#held.length = 0;
    return result;
  }

  recvmmsg(fd: number, vector: DatagramVector, count: number, flags: number): number {
    const own = vector as KoffiVector;
    own.resetReceived();
    const received = this.#checked(this.#recvmmsg(fd, own.headersFrom(0), Math.min(count, UIO_MAXIOV), flags, null));
    own.touched = Math.max(0, received);
    return received;
  }

  #fill(parts: readonly Uint8Array[], control: Uint8Array | null, name: Uint8Array | null, nameLength: number): void {
    if (this.#iov.byteLength < parts.length * IOVEC_BYTES) {
      this.#iov = new DataView(Buffer.allocUnsafeSlow(parts.length * IOVEC_BYTES).buffer);
    }
    for (const [i, part] of parts.entries()) {
      this.#iov.setBigUint64(i * IOVEC_BYTES, pointerTo(this.#koffi, part), true);
      this.#iov.setBigUint64(i * IOVEC_BYTES + 8, BigInt(part.length), true);
    }
    const header = this.#header;
    header.setBigUint64(0, pointerTo(this.#koffi, name), true);
    header.setBigUint64(8, BigInt(nameLength), true);
    header.setBigUint64(16, this.#koffi.address(this.#iov), true);
    header.setBigUint64(24, BigInt(parts.length), true);
    header.setBigUint64(32, pointerTo(this.#koffi, control), true);
    header.setBigUint64(40, BigInt(control?.length ?? 0), true);
    header.setBigUint64(48, 0n, true);
  }

  #checked(result: number): number {
    return result < 0 ? -this.#koffi.errno() : result;
  }
}

/** The address of the bytes; null and no bytes have none. */
function pointerTo(koffi: Koffi, bytes: Uint8Array | null): bigint {
  if (bytes === null || bytes.length === 0) return 0n;
  // Small arrays live on V8's moving heap until somebody asks for their buffer.
  void bytes.buffer;
  return koffi.address(bytes);
}

/** Writes an address; those of a process are below 2^47, so that no BigInt is needed. */
function setPointer(view: DataView, at: number, address: number): void {
  // It takes the lower 32 bits of what it is given.
  view.setUint32(at, address, true);
  view.setUint32(at + 4, Math.floor(address / WORD), true);
}

class KoffiVector implements DatagramVector {
  readonly capacity: number;
  readonly #koffi: Koffi;
  readonly #headers: Buffer;
  readonly #view: DataView;
  readonly #iov: DataView;
  readonly #names: Buffer;
  readonly #nameWords: Int32Array;
  readonly #namesAt: number;
  readonly #held: (readonly unknown[])[] = [];
  /** The names that were copied for sending, by slot: most datagrams go where the last one of their slot went. */
  readonly #sentTo: (Uint8Array | undefined)[] = [];
  /** The ancillary data of segmented sends, by slot, laid out at the first of them. */
  #segments: DataView | null = null;
  #segmentsAt = 0;
  /** Slots from 0 on whose lengths the kernel may have changed. */
  touched = 0;

  constructor(koffi: Koffi, capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > UIO_MAXIOV) {
      throw new RangeError(`capacity must be 1-${UIO_MAXIOV}, got ${capacity}`);
    }
    this.#koffi = koffi;
    this.capacity = capacity;
    this.#headers = Buffer.allocUnsafeSlow(capacity * MMSG_BYTES).fill(0);
    this.#view = new DataView(this.#headers.buffer);
    this.#iov = new DataView(Buffer.allocUnsafeSlow(capacity * IOVEC_BYTES).buffer);
    this.#names = Buffer.allocUnsafeSlow(capacity * NAME_BYTES);
    this.#nameWords = new Int32Array(this.#names.buffer);
    this.#namesAt = Number(koffi.address(this.#names));
    const iov = koffi.address(this.#iov);
    for (let i = 0; i < capacity; i++) {
      this.#view.setBigUint64(i * MMSG_BYTES + 16, iov + BigInt(i * IOVEC_BYTES), true);
      this.#view.setBigUint64(i * MMSG_BYTES + 24, 1n, true);
    }
  }

  setSend(
    index: number,
    memory: PinnedMemory,
    offset: number,
    length: number,
    name: Uint8Array,
    segmentBytes: number,
  ): void {
    this.#checkIndex(index);
    setPointer(this.#iov, index * IOVEC_BYTES, memory.address + offset);
    setPointer(this.#iov, index * IOVEC_BYTES + 8, length);
    const control = index * MMSG_BYTES + 32;
    if (segmentBytes > 0) {
      this.#segments ??= this.#layOutSegments();
      this.#segments.setUint16(index * SEGMENT_BYTES + 16, segmentBytes, true);
      setPointer(this.#view, control, this.#segmentsAt + index * SEGMENT_BYTES);
    }
    this.#view.setUint32(control + 8, segmentBytes > 0 ? SEGMENT_BYTES : 0, true);
    if (this.#sentTo[index] === name) return;
    this.#sentTo[index] = name;
    this.#names.set(name, index * NAME_BYTES);
    setPointer(this.#view, index * MMSG_BYTES, this.#namesAt + index * NAME_BYTES);
    this.#view.setUint32(index * MMSG_BYTES + 8, name.length, true);
  }

  #layOutSegments(): DataView {
    const memory = Buffer.allocUnsafeSlow(this.capacity * SEGMENT_BYTES).fill(0);
    this.#segmentsAt = Number(this.#koffi.address(memory));
    const view = new DataView(memory.buffer);
    for (let at = 0; at < memory.length; at += SEGMENT_BYTES) {
      view.setUint32(at, SEGMENT_LENGTH, true);
      view.setInt32(at + 8, SOL_UDP, true);
      view.setInt32(at + 12, UDP_SEGMENT, true);
    }
    return view;
  }

  setReceive(index: number, bytes: Uint8Array, control: Uint8Array | null): void {
    this.#checkIndex(index);
    this.#iov.setBigUint64(index * IOVEC_BYTES, pointerTo(this.#koffi, bytes), true);
    this.#iov.setBigUint64(index * IOVEC_BYTES + 8, BigInt(bytes.length), true);
    this.#view.setBigUint64(index * MMSG_BYTES + 32, pointerTo(this.#koffi, control), true);
    this.#view.setBigUint64(index * MMSG_BYTES + 40, BigInt(control?.length ?? 0), true);
    setPointer(this.#view, index * MMSG_BYTES, this.#namesAt + index * NAME_BYTES);
    this.#view.setUint32(index * MMSG_BYTES + 8, NAME_BYTES, true);
    this.#held[index] = [bytes, control];
    this.#sentTo[index] = undefined;
  }

  #checkIndex(index: number): void {
    if (index < 0 || index >= this.capacity) throw new RangeError(`index must be 0-${this.capacity - 1}, got ${index}`);
  }

  /** The kernel shortened the name and control lengths of the slots that the last call filled. */
  resetReceived(): void {
    for (let i = 0; i < this.touched; i++) {
      const at = i * MMSG_BYTES;
      this.#view.setUint32(at + 8, NAME_BYTES, true);
      const control = this.#held[i]?.[1] as Uint8Array | null | undefined;
      if (control !== null) this.#view.setBigUint64(at + 40, BigInt(control?.length ?? 0), true);
    }
    this.touched = 0;
  }

  headersFrom(start: number): Uint8Array {
    return start === 0 ? this.#headers : this.#headers.subarray(start * MMSG_BYTES);
  }

  lengthOf(index: number): number {
    return this.#view.getUint32(index * MMSG_BYTES + 56, true);
  }

  flagsOf(index: number): number {
    return this.#view.getInt32(index * MMSG_BYTES + 48, true);
  }

  controlLengthOf(index: number): number {
    return Number(this.#view.getBigUint64(index * MMSG_BYTES + 40, true));
  }

  isFrom(index: number, name: Int32Array): boolean {
    if (this.#view.getUint32(index * MMSG_BYTES + 8, true) !== name.byteLength) return false;
    const at = (index * NAME_BYTES) >> 2;
    for (let i = 0; i < name.length; i += 1) if (this.#nameWords[at + i] !== name[i]) return false;
    return true;
  }

  nameOf(index: number): Uint8Array {
    const length = this.#view.getUint32(index * MMSG_BYTES + 8, true);
    return this.#names.subarray(index * NAME_BYTES, index * NAME_BYTES + Math.min(length, NAME_BYTES));
  }
}

/** Every header has its own name and all have one payload, so that a further payload costs two words to write. */
class KoffiFanOut implements FanOut {
  readonly capacity: number;
  readonly #headers: Buffer;
  readonly #view: DataView;
  readonly #names: Buffer;
  readonly #namesAt: bigint;
  readonly #iov: DataView = new DataView(Buffer.allocUnsafeSlow(IOVEC_BYTES).buffer);

  constructor(koffi: Koffi, capacity: number) {
    this.capacity = capacity;
    this.#headers = Buffer.allocUnsafeSlow(capacity * MMSG_BYTES).fill(0);
    this.#view = new DataView(this.#headers.buffer);
    this.#names = Buffer.allocUnsafeSlow(capacity * INET_NAME_BYTES);
    this.#namesAt = koffi.address(this.#names);
    const iov = koffi.address(this.#iov);
    for (let index = 0; index < capacity; index++) {
      this.#view.setBigUint64(index * MMSG_BYTES + 16, iov, true);
      this.#view.setBigUint64(index * MMSG_BYTES + 24, 1n, true);
    }
  }

  set(index: number, name: Uint8Array): void {
    if (index < 0 || index >= this.capacity) throw new RangeError(`index must be 0-${this.capacity - 1}, got ${index}`);
    if (name.length > INET_NAME_BYTES) throw new RangeError(`A name has at most ${INET_NAME_BYTES} bytes`);
    this.#names.set(name, index * INET_NAME_BYTES);
    this.#view.setBigUint64(index * MMSG_BYTES, this.#namesAt + BigInt(index * INET_NAME_BYTES), true);
    this.#view.setUint32(index * MMSG_BYTES + 8, name.length, true);
  }

  setPayload(koffi: Koffi, bytes: Uint8Array): void {
    this.#iov.setBigUint64(0, pointerTo(koffi, bytes), true);
    this.#iov.setBigUint64(8, BigInt(bytes.length), true);
  }

  headersFrom(start: number): Uint8Array {
    return start === 0 ? this.#headers : this.#headers.subarray(start * MMSG_BYTES);
  }
}
