import type { PeerRecord } from "../event.ts";
import type { BlockSink } from "./block-buffer.ts";
import { writeInterface, writeInterfaceStatistics } from "./section-blocks.ts";

/** One interface of a capture being written, and what it has carried. */
export interface InterfaceState {
  readonly id: number;
  packets: number;
  firstUs: number;
  lastUs: number;
}

// Every Unix path has an interface that names it; should there be very many, the rest share the last.
const MAX_INTERFACES = 256;

function unixPath(peer: PeerRecord): string {
  return [peer.local, peer.remote].find((name) => name !== "" && !name.startsWith("unix#")) ?? "without a name";
}

/** The interfaces of a capture being written: one for each network, and one for each Unix path. */
export class InterfaceTable {
  readonly #sink: BlockSink;
  readonly #name: string;
  readonly #states = new Map<string, InterfaceState>();
  #last: InterfaceState | null = null;

  constructor(sink: BlockSink, name: string) {
    this.#sink = sink;
    this.#name = name;
  }

  get size(): number {
    return this.#states.size;
  }

  /** The interface of a peer, and the bytes written because it is new. */
  of(peer: PeerRecord): { readonly state: InterfaceState; readonly written: number } {
    const path = peer.network === "unix" ? unixPath(peer) : "";
    const key = `${peer.network} ${path}`;
    const known = this.#states.get(key) ?? (this.#states.size >= MAX_INTERFACES ? this.#last : null);
    if (known !== null && known !== undefined) return { state: known, written: 0 };
    const state: InterfaceState = { id: this.#states.size, packets: 0, firstUs: 0, lastUs: 0 };
    const description =
      peer.network === "unix"
        ? `Unix stream socket ${path}, shown as TCP between loopback addresses`
        : `${peer.network.toUpperCase()} sockets`;
    const written = writeInterface(this.#sink, `${this.#name}:${peer.network}`, description);
    this.#states.set(key, state);
    this.#last = state;
    return { state, written };
  }

  /** Sums up every interface; `dropped` is told by the first. Returns the bytes written. */
  finish(dropped: number): number {
    let written = 0;
    for (const state of this.#states.values()) {
      written += writeInterfaceStatistics(this.#sink, state.id, { ...state, dropped: state.id === 0 ? dropped : 0 });
    }
    return written;
  }
}
