import { type Address, isUnixAddress } from "../../../net/index.ts";
import type { ConnectionLimit } from "../accept/connection-limit.ts";
import type { DatagramPort } from "./datagram-port.ts";
import type { NcSession } from "../session/nc-session.ts";
import { hostOf } from "../report/peer-name.ts";

/** One sender of datagrams. */
export interface DatagramPeer {
  readonly port: DatagramPort;
  readonly remote: Address;
  lastHeardMs: number;
}

/** A sender that was silent for so long makes room for another one, when there are as many as there may be. */
const FORGET_MS = 30_000;

/** Who has sent datagrams: without `-k` the first sender alone, with it everyone who is let in. */
export class DatagramPeers {
  readonly #welcome: (remote: Address) => void;
  readonly #limit: ConnectionLimit;
  readonly #alone: boolean;
  readonly #peers: Map<string, DatagramPeer> = new Map();
  readonly #refused: Set<string> = new Set();
  #ignored = 0;

  /** @param welcome says that a new sender has come */
  constructor(session: NcSession, limit: ConnectionLimit, welcome: (remote: Address) => void) {
    this.#welcome = welcome;
    this.#limit = limit;
    this.#alone = !session.options.keepOpen && !session.options.broker;
  }

  get size(): number {
    return this.#peers.size;
  }

  /** Datagrams of those that are not let in. */
  get ignored(): number {
    return this.#ignored;
  }

  [Symbol.iterator](): IterableIterator<DatagramPeer> {
    return this.#peers.values();
  }

  /** The sender, welcomed when it is a new one; null when it is not let in. */
  of(port: DatagramPort, remote: Address, nowMs: number): DatagramPeer | null {
    const key = isUnixAddress(remote) ? remote.path : `${remote.host} ${remote.port}`;
    const known = this.#peers.get(key);
    if (known !== undefined) {
      known.lastHeardMs = nowMs;
      return known;
    }
    if (!this.#mayEnter(key, remote, nowMs)) {
      this.#ignored += 1;
      return null;
    }
    const peer = { port, remote, lastHeardMs: nowMs };
    this.#peers.set(key, peer);
    return peer;
  }

  /** Forgets a sender; its next datagram makes it a new one. */
  forget(peer: DatagramPeer): void {
    for (const [key, item] of this.#peers) {
      if (item === peer && this.#peers.delete(key)) this.#limit.leave();
    }
  }

  #mayEnter(key: string, remote: Address, nowMs: number): boolean {
    if (this.#alone && this.#peers.size > 0) return false;
    if (this.#refused.has(key)) return false;
    this.#welcome(remote);
    if (this.#limit.isFull) this.#forgetSilent(nowMs);
    if (this.#limit.enter(hostOf(remote))) return true;
    // Told once each, and not remembered for ever.
    if (!this.#limit.isFull && this.#refused.size < 1_000) this.#refused.add(key);
    return false;
  }

  #forgetSilent(nowMs: number): void {
    let silent: DatagramPeer | null = null;
    for (const peer of this.#peers.values()) {
      if (silent === null || peer.lastHeardMs < silent.lastHeardMs) silent = peer;
    }
    if (silent !== null && nowMs - silent.lastHeardMs >= FORGET_MS) this.forget(silent);
  }
}
