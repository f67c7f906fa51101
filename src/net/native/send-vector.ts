import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../constants/message-flag.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { DatagramVector, PinnedMemory, Sys } from "../sys/sys.ts";

const CAPACITY = 64;
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
/** Segments of one send: `UDP_MAX_SEGMENTS` of newer kernels, and of those before 6.9. */
const MAX_SEGMENTS = 128;
const OLD_MAX_SEGMENTS = 64;
const MAX_SEGMENTED_BYTES = 65_000;
/** What one call sends is gathered here; longer than any datagram over IP. */
const ROOM_BYTES = 65_536;
const { EAGAIN, ECONNREFUSED, EHOSTUNREACH, EINTR, EINVAL, ENETUNREACH, ENOBUFS } = LINUX_ERRNO;
/** Errors that say nothing against segmented sends: no room now, or the refusal of an earlier datagram. */
const PASSING: readonly number[] = [EAGAIN, EINTR, ENOBUFS, ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].map((n) => -n);
/** A run that is shorter is not worth a call of its own. */
const MIN_RUN = 4;

/** Datagrams to send: the payload and the encoded destination of each, by place. */
export interface EncodedDatagrams {
  readonly payloads: readonly Uint8Array[];
  /** The same destination is the same object. */
  readonly names: readonly Uint8Array[];
}

/**
 * Sends datagrams many at a time: a run of equal sizes to one peer as one segmented send (GSO, `UDP_SEGMENT`), the rest
 * with `sendmmsg`. One per thread. Payloads are gathered in memory that stays where it is: that is cheaper than to ask for
 * the address of each.
 */
export class SendVector {
  readonly #sys: Sys;
  readonly #vector: DatagramVector;
  readonly #room: PinnedMemory;
  #maxSegments: number;
  #maxSize: number = MAX_SEGMENTED_BYTES;

  /** `segments` false for anything but UDP: other sockets would send a segmented run as one datagram. */
  constructor(sys: Sys, segments = true) {
    this.#sys = sys;
    this.#maxSegments = segments ? MAX_SEGMENTS : 0;
    this.#vector = sys.makeVector(CAPACITY);
    this.#room = sys.allocate(ROOM_BYTES);
  }

  /** Sends from `start` on. Returns how many datagrams were taken, or a negated error number when none was. */
  send(fd: number, datagrams: EncodedDatagrams, start: number): number {
    const size = datagrams.payloads[start]?.length ?? 0;
    while (this.#maxSegments > 0 && size <= this.#maxSize) {
      const run = runLength(datagrams, start, this.#maxSegments);
      if (run < MIN_RUN) break;
      const result = this.#sendRun(fd, datagrams, start, run);
      if (result >= 0) return run;
      if (PASSING.includes(result)) return result;
      this.#allowLess(result, run, size);
    }
    return this.#sendEach(fd, datagrams, start);
  }

  /** A segmented send was refused: this thread does not ask for its like again. */
  #allowLess(result: number, run: number, size: number): void {
    // A kernel that takes fewer; segments above the MTU; or anything else, as a device without checksums.
    if (run > OLD_MAX_SEGMENTS) this.#maxSegments = OLD_MAX_SEGMENTS;
    else if (result === -EINVAL) this.#maxSize = size - 1;
    else this.#maxSegments = 0;
  }

  #sendRun(fd: number, { payloads, names }: EncodedDatagrams, start: number, run: number): number {
    const { bytes } = this.#room;
    let length = 0;
    for (let index = start; index < start + run; index += 1) {
      const payload = payloads[index] as Uint8Array;
      bytes.set(payload, length);
      length += payload.length;
    }
    const size = payloads[start]?.length ?? 0;
    return this.#sys.sendSegments(fd, this.#room, length, size, FLAGS, names[start] as Uint8Array);
  }

  #sendEach(fd: number, { payloads, names }: EncodedDatagrams, start: number): number {
    const { bytes } = this.#room;
    let count = 0;
    let length = 0;
    for (let index = start; index < payloads.length && count < CAPACITY; index += 1) {
      const payload = payloads[index] as Uint8Array;
      if (length + payload.length > ROOM_BYTES) break;
      bytes.set(payload, length);
      this.#vector.setSend(count, this.#room, length, payload.length, names[index] as Uint8Array);
      length += payload.length;
      count += 1;
    }
    if (count > 0) return this.#sys.sendmmsg(fd, this.#vector, 0, count, FLAGS);
    // Longer than the room: no datagram of UDP is.
    const result = this.#sys.sendmsg(fd, payloads.slice(start, start + 1), null, FLAGS, names[start] ?? null);
    return result < 0 ? result : 1;
  }
}

/** How many datagrams from `start` on go to the same peer in the same size; only the last may be shorter. */
function runLength({ payloads, names }: EncodedDatagrams, start: number, most: number): number {
  const name = names[start];
  const size = payloads[start]?.length ?? 0;
  if (size === 0) return 0;
  const end = Math.min(payloads.length, start + most, start + Math.floor(MAX_SEGMENTED_BYTES / size));
  for (let index = start; index < end; index += 1) {
    const { length } = payloads[index] as Uint8Array;
    if (names[index] !== name || length === 0 || length > size) return index - start;
    if (length < size) return index - start + 1;
  }
  return end - start;
}
