import type { InetAddress } from "../address.ts";
import type { Datagram } from "../datagrams.ts";
import { MSG_DONTWAIT } from "../constants/message-flag.ts";
import type { DatagramVector, Sys } from "../sys/sys.ts";
import { addressOf } from "./native-name.ts";

/** Datagrams that one call takes. */
const CAPACITY = 64;
/** More than any UDP payload, so that nothing is ever cut. */
const SLOT_BYTES = 65_536;
/** Senders whose printed address is remembered. */
const MAX_SENDERS = 4_096;

/**
 * Receives datagrams many at a time with `recvmmsg`. One per thread: a call fills it and copies out before it returns.
 */
export class ReceiveVector {
  /** Datagrams that one call takes at most. */
  static readonly capacity: number = CAPACITY;
  readonly #sys: Sys;
  readonly #vector: DatagramVector;
  readonly #slots: readonly Uint8Array[];
  readonly #senders: Map<string, InetAddress> = new Map();

  constructor(sys: Sys) {
    this.#sys = sys;
    this.#vector = sys.makeVector(CAPACITY);
    const memory = Buffer.allocUnsafeSlow(CAPACITY * SLOT_BYTES).buffer;
    this.#slots = Array.from(
      { length: CAPACITY },
      (_, index) => new Uint8Array(memory, index * SLOT_BYTES, SLOT_BYTES),
    );
    for (const [index, slot] of this.#slots.entries()) this.#vector.setReceive(index, slot, null);
  }

  /** Appends at most `wanted` datagrams to `into`. Returns how many came, or a negated error number when none did. */
  receive(fd: number, wanted: number, into: Datagram[]): number {
    const count = this.#sys.recvmmsg(fd, this.#vector, wanted, MSG_DONTWAIT);
    for (let index = 0; index < count; index += 1) {
      const slot = this.#slots[index];
      if (slot === undefined) break;
      into.push({ bytes: slot.slice(0, this.#vector.lengthOf(index)), from: this.#sender(this.#vector.nameOf(index)) });
    }
    return count;
  }

  #sender(name: Uint8Array): InetAddress {
    const key = (name as Buffer).toString("latin1");
    const known = this.#senders.get(key);
    if (known !== undefined) return known;
    const address = addressOf(this.#sys, name, name.length) as InetAddress;
    if (this.#senders.size >= MAX_SENDERS) this.#senders.clear();
    this.#senders.set(key, address);
    return address;
  }
}
