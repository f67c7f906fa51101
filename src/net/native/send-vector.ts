import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../constants/message-flag.ts";
import { SOL_UDP } from "../constants/socket-option.ts";
import { UDP_SEGMENT } from "../constants/transport.ts";
import { encodeControl } from "../sys/cmsg.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { DatagramVector, Sys } from "../sys/sys.ts";

/** One datagram with its encoded destination. */
export interface EncodedDatagram {
  readonly bytes: Uint8Array;
  readonly name: Uint8Array;
}

const CAPACITY = 64;
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
/** Segments of one send, `UDP_MAX_SEGMENTS` of older kernels (udp(7)). */
const MAX_SEGMENTS = 64;
const MAX_SEGMENTED_BYTES = 65_000;
const { EAGAIN, ECONNREFUSED, EHOSTUNREACH, EINTR, ENETUNREACH, ENOBUFS } = LINUX_ERRNO;
/** Errors that say nothing against segmented sends: no room now, or the refusal of an earlier datagram. */
const PASSING: readonly number[] = [EAGAIN, EINTR, ENOBUFS, ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].map((n) => -n);
/** A run that is shorter is not worth a call of its own. */
const MIN_RUN = 4;

/**
 * Sends datagrams many at a time: a run of equal sizes to one peer as one segmented send (GSO, `UDP_SEGMENT`), the rest
 * with `sendmmsg`. One per thread.
 */
export class SendVector {
  readonly #sys: Sys;
  readonly #vector: DatagramVector;
  #segments: boolean;

  /** `segments` false for anything but UDP: other sockets would send a segmented run as one datagram. */
  constructor(sys: Sys, segments = true) {
    this.#sys = sys;
    this.#segments = segments;
    this.#vector = sys.makeVector(CAPACITY);
  }

  /** Sends from `start` on. Returns how many datagrams were taken, or a negated error number when none was. */
  send(fd: number, datagrams: readonly EncodedDatagram[], start: number): number {
    const run = this.#segments ? runLength(datagrams, start) : 1;
    if (run >= MIN_RUN) {
      const sent = this.#sendRun(fd, datagrams, start, run);
      if (sent !== 0) return sent;
    }
    let count = 0;
    for (let index = start; index < datagrams.length && count < CAPACITY; index += 1) {
      const item = datagrams[index];
      if (item === undefined) break;
      this.#vector.setSend(count, item.bytes, item.name, null);
      count += 1;
    }
    return this.#sys.sendmmsg(fd, this.#vector, 0, count, FLAGS);
  }

  /** 0 when segmented sends do not work here (a small MTU, a device without checksums): then they are not tried again. */
  #sendRun(fd: number, datagrams: readonly EncodedDatagram[], start: number, run: number): number {
    const items = datagrams.slice(start, start + run);
    const first = items[0];
    if (first === undefined) return 0;
    const size = Uint8Array.from([first.bytes.length, first.bytes.length >> 8]);
    const control = encodeControl([{ level: SOL_UDP, type: UDP_SEGMENT, data: size }]);
    const parts = items.map((item) => item.bytes);
    const result = this.#sys.sendmsg(fd, parts, control, FLAGS, first.name);
    if (result >= 0) return run;
    if (PASSING.includes(result)) return result;
    this.#segments = false;
    return 0;
  }
}

/** How many datagrams from `start` on go to the same peer in the same size; only the last may be shorter. */
function runLength(datagrams: readonly EncodedDatagram[], start: number): number {
  const first = datagrams[start];
  if (first === undefined || first.bytes.length === 0) return 0;
  let total = 0;
  let run = 0;
  for (let index = start; index < datagrams.length && run < MAX_SEGMENTS; index += 1) {
    const item = datagrams[index];
    if (item === undefined || item.name !== first.name || item.bytes.length === 0) break;
    total += item.bytes.length;
    if (item.bytes.length > first.bytes.length || total > MAX_SEGMENTED_BYTES) break;
    run += 1;
    if (item.bytes.length < first.bytes.length) break;
  }
  return run;
}
