import type { PeerNetwork, PeerRecord } from "./event.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

const NETWORKS: readonly PeerNetwork[] = ["tcp", "udp", "unix"];
const FIRST_PEERS = 64;
const FIRST_TEXT_BYTES = 4096;
/** Records made lately, for whoever asks for the same peers again and again. */
const KEPT_RECORDS = 512;

/**
 * The peers of a capture, packed: about 35 bytes each, so that a million that came and went cost little. Records are made
 * when they are asked for.
 */
export class PeerList implements ReadonlyMap<number, PeerRecord> {
  /** A peer's place in the columns. */
  readonly #places = new Map<number, number>();
  /** While peers come numbered 1, 2, 3 …, the place is the number less one and `#places` stays empty. */
  #dense = 0;
  /** Places taken; more than peers when one was replaced. */
  #taken = 0;
  #size = 0;
  readonly #locals: string[] = [];
  readonly #localNumbers = new Map<string, number>();
  #networks = new Uint8Array(FIRST_PEERS);
  #localOf = new Uint32Array(FIRST_PEERS);
  #ids = new Uint32Array(FIRST_PEERS);
  /** Where each remote address begins in the text; it ends where the next begins. */
  #textAt = new Float64Array(FIRST_PEERS + 1);
  #text = new Uint8Array(FIRST_TEXT_BYTES);
  readonly #recent = new Map<number, PeerRecord>();

  get size(): number {
    return this.#size;
  }

  /** Adds a peer. One that is known and different is replaced. */
  set(id: number, peer: PeerRecord): this {
    const known = this.get(id);
    if (known !== undefined && same(known, peer)) return this;
    this.#recent.delete(id);
    const place = this.#append(id, peer);
    if (known === undefined) this.#size += 1;
    if (known === undefined && id === place + 1 && this.#dense === place) this.#dense += 1;
    else this.#places.set(id, place);
    return this;
  }

  has(id: number): boolean {
    return this.#place(id) !== undefined;
  }

  get(id: number): PeerRecord | undefined {
    const recent = this.#recent.get(id);
    if (recent !== undefined) return recent;
    const place = this.#place(id);
    if (place === undefined) return undefined;
    const record = this.#record(id, place);
    if (this.#recent.size >= KEPT_RECORDS) this.#recent.clear();
    this.#recent.set(id, record);
    return record;
  }

  *keys(): MapIterator<number> {
    for (let place = 0; place < this.#taken; place++) {
      const id = this.#ids[place] as number;
      // One that was replaced stands further on.
      if (this.#place(id) === place) yield id;
    }
  }

  *values(): MapIterator<PeerRecord> {
    for (const [, record] of this.entries()) yield record;
  }

  *entries(): MapIterator<[number, PeerRecord]> {
    for (const id of this.keys()) yield [id, this.#record(id, this.#place(id) as number)];
  }

  [Symbol.iterator](): MapIterator<[number, PeerRecord]> {
    return this.entries();
  }

  forEach(tell: (peer: PeerRecord, id: number, list: ReadonlyMap<number, PeerRecord>) => void): void {
    for (const [id, peer] of this.entries()) tell(peer, id, this);
  }

  #place(id: number): number | undefined {
    const moved = this.#places.get(id);
    if (moved !== undefined) return moved;
    return Number.isInteger(id) && id >= 1 && id <= this.#dense ? id - 1 : undefined;
  }

  #record(id: number, place: number): PeerRecord {
    const remote = decodeUtf8(this.#text.subarray(this.#textAt[place], this.#textAt[place + 1]));
    return {
      id,
      network: NETWORKS[this.#networks[place] as number] ?? "tcp",
      local: this.#locals[this.#localOf[place] as number] ?? "",
      remote,
    };
  }

  #append(id: number, { network, local, remote }: PeerRecord): number {
    const place = this.#taken;
    if (place === this.#ids.length) this.#widen();
    const text = encodeUtf8(remote);
    const at = this.#textAt[place] as number;
    if (at + text.length > this.#text.length) this.#text = grown(this.#text, at + text.length);
    this.#text.set(text, at);
    this.#textAt[place + 1] = at + text.length;
    this.#networks[place] = NETWORKS.indexOf(network);
    this.#localOf[place] = this.#localNumber(local);
    this.#ids[place] = id;
    this.#taken += 1;
    return place;
  }

  #localNumber(local: string): number {
    let number = this.#localNumbers.get(local);
    if (number === undefined) {
      number = this.#locals.push(local) - 1;
      this.#localNumbers.set(local, number);
    }
    return number;
  }

  #widen(): void {
    const length = this.#ids.length * 2;
    const networks = new Uint8Array(length);
    networks.set(this.#networks);
    this.#networks = networks;
    const localOf = new Uint32Array(length);
    localOf.set(this.#localOf);
    this.#localOf = localOf;
    const ids = new Uint32Array(length);
    ids.set(this.#ids);
    this.#ids = ids;
    const textAt = new Float64Array(length + 1);
    textAt.set(this.#textAt);
    this.#textAt = textAt;
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(Math.max(needed, bytes.length * 2));
  wider.set(bytes);
  return wider;
}

function same(one: PeerRecord, other: PeerRecord): boolean {
  return one.network === other.network && one.local === other.local && one.remote === other.remote;
}
