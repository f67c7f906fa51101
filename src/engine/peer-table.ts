import type { PeerState } from "../api/index.ts";
import type { PeerNetwork } from "../capture/index.ts";
import { JackfieldError, SocketError } from "../errors/index.ts";
import type { Peer } from "./peer.ts";
import type { PeerTarget } from "./session.ts";

/** Whom a send goes to, and who was named but is gone. */
export interface Targets {
  readonly peers: readonly Peer[];
  readonly failed: readonly { readonly peer: number; readonly error: Error }[];
}

/** The peers of a session: the open ones whole, of those that are gone a bounded number of last states. */
export class PeerTable<P extends Peer = Peer> {
  readonly #network: PeerNetwork;
  readonly #maxGone: number;
  readonly #open = new Map<number, P>();
  // A ring: past `maxGone` the next one takes the place of the oldest.
  readonly #gone: PeerState[] = [];
  #oldestGone = 0;
  #nextId = 1;
  #last: P | null = null;

  constructor(network: PeerNetwork, maxGone: number) {
    this.#network = network;
    this.#maxGone = maxGone;
  }

  /** Peers that are open. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Peers that were ever seen. */
  get total(): number {
    return this.#nextId - 1;
  }

  /** A number for a new peer; never given twice. */
  takeId(): number {
    return this.#nextId++;
  }

  add(peer: P): void {
    this.#open.set(peer.id, peer);
  }

  /** The peer is gone; its last state is kept while there is room. */
  retire(peer: P): void {
    if (!this.#open.delete(peer.id)) return;
    if (this.#last === peer) this.#last = null;
    if (this.#gone.length < this.#maxGone) {
      this.#gone.push(peer.state());
    } else if (this.#maxGone > 0) {
      this.#gone[this.#oldestGone] = peer.state();
      this.#oldestGone = (this.#oldestGone + 1) % this.#maxGone;
    }
  }

  /** Remembers whom the session heard from last. */
  heard(peer: P): void {
    this.#last = peer;
  }

  /** The open peers in order of appearance, as a copy. */
  open(): readonly P[] {
    return [...this.#open.values()];
  }

  /** The states of the listed peers in order of appearance. */
  states(): readonly PeerState[] {
    const states = [...this.#gone];
    for (const peer of this.#open.values()) states.push(peer.state());
    return states.sort((one, other) => one.id - other.id);
  }

  /** An open peer by its number; undefined when it is gone. */
  find(id: number): P | undefined {
    return this.#open.get(id);
  }

  /**
   * An open peer by its number.
   * @throws SocketError `ERR_NOT_CONNECTED` when it is gone, JackfieldError `ERR_NO_SUCH_PEER`
   */
  get(id: number): P {
    const peer = this.#open.get(id);
    if (peer !== undefined) return peer;
    if (Number.isInteger(id) && id >= 1 && id < this.#nextId) throw this.#notConnected(`peer ${id} is gone`);
    throw new JackfieldError("ERR_NO_SUCH_PEER", `Peer ${id} does not exist, want one from 1 to ${this.total}`);
  }

  /**
   * The peers that a target names.
   * @throws SocketError `ERR_NOT_CONNECTED` when it names nobody who is open, JackfieldError `ERR_NO_SUCH_PEER`
   */
  targets(to: PeerTarget): Targets {
    if (typeof to === "number") return { peers: [this.get(to)], failed: [] };
    if (to === "last") return { peers: [this.#lastOrNewest()], failed: [] };
    if (to === "all") {
      const peers = this.open().filter((peer) => peer.writable);
      if (peers.length === 0) throw this.#notConnected("no peer is open");
      return { peers, failed: [] };
    }
    return this.#several(to);
  }

  #several(ids: readonly number[]): Targets {
    const peers: P[] = [];
    const failed: { peer: number; error: Error }[] = [];
    for (const id of new Set(ids)) {
      try {
        peers.push(this.get(id));
      } catch (error) {
        if (!JackfieldError.is(error, "ERR_NOT_CONNECTED")) throw error;
        failed.push({ peer: id, error });
      }
    }
    if (peers.length === 0) throw failed[0]?.error ?? this.#notConnected("no peer was named");
    return { peers, failed };
  }

  /** Before anybody was heard, the newest peer is meant. */
  #lastOrNewest(): P {
    if (this.#last !== null) return this.#last;
    const newest = this.open().at(-1);
    if (newest === undefined) throw this.#notConnected("no peer is open");
    return newest;
  }

  #notConnected(hint: string): SocketError {
    return new SocketError("ERR_NOT_CONNECTED", { op: "send", network: this.#network, hint });
  }
}
