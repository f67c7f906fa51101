import type { Koffi, NativeFunction } from "./koffi.ts";
import { NAME_BYTES } from "./sockaddr.ts";
import type { PinnedMemory } from "./sys.ts";

// struct msghdr on 64-bit Linux: name, namelen(u32), iov, iovlen, control, controllen, flags(i32), padding.
const HEADER_BYTES = 56;
const IOVEC_BYTES = 16;
// CMSG_SPACE and CMSG_LEN of a u16.
const CONTROL_BYTES = 24;
const CONTROL_LENGTH = 18;
const SOL_UDP = 17;
const UDP_SEGMENT = 103;
const WORD = 4_294_967_296;

/** Writes an address; those of a process are below 2^47, so that no BigInt is needed. */
export function setPointer(view: DataView, at: number, address: number): void {
  // It takes the lower 32 bits of what it is given.
  view.setUint32(at, address, true);
  view.setUint32(at + 4, Math.floor(address / WORD), true);
}

/** Sends one block of memory as many datagrams: `sendmsg` with `UDP_SEGMENT` (udp(7)), its structures laid out once. */
export class KoffiSegments {
  readonly #koffi: Koffi;
  readonly #sendmsg: NativeFunction;
  readonly #header: DataView = new DataView(Buffer.allocUnsafeSlow(HEADER_BYTES).fill(0).buffer);
  readonly #iov: DataView = new DataView(Buffer.allocUnsafeSlow(IOVEC_BYTES).buffer);
  readonly #control: DataView = new DataView(Buffer.allocUnsafeSlow(CONTROL_BYTES).fill(0).buffer);
  readonly #name: Buffer = Buffer.allocUnsafeSlow(NAME_BYTES);

  constructor(koffi: Koffi, sendmsg: NativeFunction) {
    this.#koffi = koffi;
    this.#sendmsg = sendmsg;
    this.#control.setUint32(0, CONTROL_LENGTH, true);
    this.#control.setInt32(8, SOL_UDP, true);
    this.#control.setInt32(12, UDP_SEGMENT, true);
    const header = this.#header;
    header.setBigUint64(0, koffi.address(this.#name), true);
    header.setBigUint64(16, koffi.address(this.#iov), true);
    header.setUint32(24, 1, true);
    header.setBigUint64(32, koffi.address(this.#control), true);
    header.setUint32(40, CONTROL_BYTES, true);
  }

  /** Returns the bytes sent or a negated error number. */
  send(fd: number, memory: PinnedMemory, length: number, segmentBytes: number, flags: number, to: Uint8Array): number {
    this.#name.set(to);
    this.#header.setUint32(8, to.length, true);
    setPointer(this.#iov, 0, memory.address);
    setPointer(this.#iov, 8, length);
    this.#control.setUint16(16, segmentBytes, true);
    const result = this.#sendmsg(fd, this.#header, flags);
    return result < 0 ? -this.#koffi.errno() : result;
  }
}
