import type { InetAddress } from "../address.ts";
import type { Datagram } from "../datagrams.ts";
import { MSG_DONTWAIT } from "../constants/message-flag.ts";
import { PiecePool, Pieces } from "../socket/piece-pool.ts";
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
  readonly #slots: Pieces;
  readonly #pool: PiecePool;
  // Most datagrams come from the sender of the one before.
  #lastName: Int32Array = new Int32Array(0);
  #lastSender: InetAddress = { host: "", port: 0 };
  readonly #senders: Map<string, InetAddress> = new Map();

  constructor(sys: Sys) {
    this.#sys = sys;
    this.#vector = sys.makeVector(CAPACITY);
    this.#slots = new Pieces(sys.allocate(CAPACITY * SLOT_BYTES));
    this.#pool = new PiecePool(sys);
    const { bytes } = this.#slots.memory;
    for (let index = 0; index < CAPACITY; index += 1) {
      this.#vector.setReceive(index, bytes.subarray(index * SLOT_BYTES, (index + 1) * SLOT_BYTES), null);
    }
  }

  /** Appends at most `wanted` datagrams to `into`. Returns how many came, or a negated error number when none did. */
  receive(fd: number, wanted: number, into: Datagram[]): number {
    const count = this.#sys.recvmmsg(fd, this.#vector, wanted, MSG_DONTWAIT);
    for (let index = 0; index < count; index += 1) {
      const bytes = this.#pool.copy(this.#slots, index * SLOT_BYTES, this.#vector.lengthOf(index));
      into.push({ bytes, from: this.#vector.isFrom(index, this.#lastName) ? this.#lastSender : this.#sender(index) });
    }
    return count;
  }

  #sender(index: number): InetAddress {
    const name = this.#vector.nameOf(index);
    const key = (name as Buffer).toString("latin1");
    let sender = this.#senders.get(key);
    if (sender === undefined) {
      sender = addressOf(this.#sys, name, name.length) as InetAddress;
      if (this.#senders.size >= MAX_SENDERS) this.#senders.clear();
      this.#senders.set(key, sender);
    }
    this.#lastName = new Int32Array(Uint8Array.from(name).buffer);
    this.#lastSender = sender;
    return sender;
  }
}
