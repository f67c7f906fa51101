import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../constants/message-flag.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { DatagramVector, PinnedMemory, Sys } from "../sys/sys.ts";

/** Sends of one call. */
const CAPACITY = 64;
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
/** Segments of one send: `UDP_MAX_SEGMENTS` of newer kernels, and of those before 6.9. */
const MAX_SEGMENTS = 128;
const OLD_MAX_SEGMENTS = 64;
const MAX_SEGMENTED_BYTES = 65_000;
/** What one call sends is gathered here; longer than any datagram over IP. */
const ROOM_BYTES = 65_536;
const { EAGAIN, ECONNREFUSED, EHOSTUNREACH, EINTR, EINVAL, EIO, EMSGSIZE, ENETUNREACH, ENOBUFS } = LINUX_ERRNO;
/** Errors that say nothing against segmented sends: no room now, or the refusal of an earlier datagram. */
const PASSING: readonly number[] = [EAGAIN, EINTR, ENOBUFS, ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].map((n) => -n);

/** Datagrams to send: the payload and the encoded destination of each, by place. */
export interface EncodedDatagrams {
  readonly payloads: Uint8Array[];
  /** The same destination is the same object; an empty one is the peer of a connected socket. */
  readonly names: Uint8Array[];
}

/**
 * Sends datagrams many at a time with `sendmmsg`, of which each send is a run of datagrams of one size to one peer, the last
 * of them perhaps shorter, as segments (GSO, `UDP_SEGMENT`): already two in one take three quarters of the time of two. One
 * per thread. Payloads are gathered in memory that stays where it is: that is cheaper than to ask for the address of each.
 */
export class SendVector {
  /** Datagrams that one call sends at most: it takes about as long as the event loop may be held. */
  static readonly capacity: number = 256;
  readonly sys: Sys;
  readonly #vector: DatagramVector;
  readonly #room: PinnedMemory;
  /** How many datagrams each send of the call is. */
  readonly #runs: number[] = new Array<number>(CAPACITY).fill(0);
  #maxSegments: number;
  #maxSize: number = MAX_SEGMENTED_BYTES;

  /** `segments` false for anything but UDP: other sockets would send a segmented run as one datagram. */
  constructor(sys: Sys, segments = true) {
    this.sys = sys;
    this.#maxSegments = segments ? MAX_SEGMENTS : 1;
    this.#vector = sys.makeVector(CAPACITY);
    this.#room = sys.allocate(ROOM_BYTES);
  }

  /** Sends from `start` to before `end`. Returns how many datagrams were taken, or a negated error number when none was. */
  send(fd: number, datagrams: EncodedDatagrams, start: number, end: number): number {
    const runs = this.#runs;
    let refusal = 0;
    for (let segments = this.#maxSegments; ; ) {
      const sends = this.#fill(datagrams, start, Math.min(end, start + SendVector.capacity), segments);
      if (sends === 0) return this.#sendLong(fd, datagrams, start);
      const result = this.sys.sendmmsg(fd, this.#vector, 0, sends, FLAGS);
      if (result > 0) {
        if (refusal < 0) this.#allowLess(refusal, segments, datagrams.payloads[start]?.length ?? 0);
        let sent = 0;
        for (let index = 0; index < result; index += 1) sent += runs[index] as number;
        return sent;
      }
      const [run = 1] = runs;
      if (run === 1 || PASSING.includes(result)) return result;
      // A kernel that takes fewer, or none here; or the datagram itself is refused, which it must tell alone.
      segments = result === -EINVAL && run > OLD_MAX_SEGMENTS ? OLD_MAX_SEGMENTS : 1;
      refusal = result;
    }
  }

  /** What was refused with more segments went with these: this thread does not ask for the like of it again. */
  #allowLess(refusal: number, segments: number, size: number): void {
    // Segments above the MTU; a device without checksums.
    if (segments > 1) this.#maxSegments = segments;
    else if (refusal === -EINVAL || refusal === -EMSGSIZE) this.#maxSize = size - 1;
    else if (refusal === -EIO) this.#maxSegments = 1;
  }

  /** Lays out one call and returns the number of its sends: none when the first datagram is longer than the room. */
  #fill({ payloads, names }: EncodedDatagrams, start: number, end: number, segments: number): number {
    const { bytes } = this.#room;
    let sends = 0;
    let length = 0;
    for (let index = start; index < end && sends < CAPACITY; ) {
      const name = names[index] as Uint8Array;
      const first = payloads[index] as Uint8Array;
      const size = first.length;
      if (length + size > ROOM_BYTES) break;
      const from = length;
      bytes.set(first, length);
      length += size;
      const limit = index + this.#mostSegments(size, ROOM_BYTES - from, segments);
      const most = limit < end ? limit : end;
      let next = index + 1;
      for (let last = false; !last && next < most && names[next] === name; next += 1) {
        const payload = payloads[next] as Uint8Array;
        if (payload.length > size || payload.length === 0) break;
        last = payload.length < size;
        bytes.set(payload, length);
        length += payload.length;
      }
      const run = next - index;
      this.#vector.setSend(sends, this.#room, from, length - from, name, run > 1 ? size : 0);
      this.#runs[sends] = run;
      sends += 1;
      index = next;
    }
    return sends;
  }

  /** How many datagrams of this size one send may be. */
  #mostSegments(size: number, room: number, segments: number): number {
    if (size === 0 || size > this.#maxSize) return 1;
    return Math.min(segments, Math.floor(Math.min(room, MAX_SEGMENTED_BYTES) / size));
  }

  /** Longer than the room: no datagram of UDP is. */
  #sendLong(fd: number, { payloads, names }: EncodedDatagrams, start: number): number {
    const result = this.sys.sendmsg(fd, payloads.slice(start, start + 1), null, FLAGS, names[start] ?? null);
    return result < 0 ? result : 1;
  }
}

// One per thread, made at the first use.
let vector: SendVector | undefined;

/** This thread's vector for UDP. */
export function sendVector(sys: Sys): SendVector {
  if (vector?.sys !== sys) vector = new SendVector(sys);
  return vector;
}
