import type { Address } from "../../../net/index.ts";
import type { Channel } from "../channel/channel.ts";
import type { DatagramPeer } from "./datagram-peers.ts";

/** Datagrams that may wait for a reader, and their bytes. */
const MAX_WAITING = 4_096;
const MAX_WAITING_BYTES = 8_388_608;

/** One sender of datagrams as a channel: what it sent waits here until it is read. */
export class PeerChannel implements Channel {
  readonly kind = "datagram";
  readonly stream = null;
  readonly peer: DatagramPeer;
  /** Datagrams that were thrown away because nobody read them. */
  dropped = 0;
  readonly #waiting: Uint8Array[] = [];
  #bytes = 0;
  #closed = false;
  #wake: (() => void) | null = null;

  constructor(peer: DatagramPeer) {
    this.peer = peer;
  }

  get local(): Address {
    return this.peer.port.local;
  }

  get remote(): Address {
    return this.peer.remote;
  }

  /** A datagram has come. */
  take(bytes: Uint8Array): void {
    if (this.#waiting.length >= MAX_WAITING || this.#bytes + bytes.length > MAX_WAITING_BYTES) {
      this.dropped += 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
    this.#wake?.();
  }

  async read(): Promise<Uint8Array | null> {
    for (;;) {
      const bytes = this.#waiting.shift();
      if (bytes !== undefined) {
        this.#bytes -= bytes.length;
        return bytes;
      }
      if (this.#closed) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.peer.port.send(bytes, this.peer.remote);
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
  }
}
