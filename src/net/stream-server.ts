import type { Address } from "./address.ts";
import type { Listener } from "./listener.ts";
import type { ServedPeer, ServeHandlers, Server } from "./server.ts";
import type { Stream } from "./stream.ts";

/** Reading of a peer waits while more than this waits to be sent to it. */
const MAX_QUEUED_BYTES = 262_144;

/** A {@link Server} over any listener's streams. */
export class StreamServer<State> implements Server {
  readonly network: "tcp" | "unix";
  readonly local: Address;
  readonly closed: Promise<void>;
  readonly #listener: Listener;
  readonly #handlers: ServeHandlers<State>;
  readonly #peers: Set<StreamPeer<State>> = new Set();

  constructor(listener: Listener, network: "tcp" | "unix", handlers: ServeHandlers<State>) {
    this.network = network;
    this.local = listener.local;
    this.#listener = listener;
    this.#handlers = handlers;
    this.closed = this.#run();
  }

  get connections(): number {
    return this.#peers.size;
  }

  async close(): Promise<void> {
    await this.#listener.close();
    await Promise.all([...this.#peers].map((peer) => peer.stop()));
    await this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<void> {
    try {
      for await (const stream of this.#listener) void this.#serve(stream);
    } catch {
      // Out of descriptors or the like: what is open goes on.
    }
  }

  async #serve(stream: Stream): Promise<void> {
    const peer = new StreamPeer<State>(this.network, stream);
    this.#peers.add(peer);
    let failure: Error | null = null;
    try {
      peer.state = this.#handlers.open(peer);
      for (let chunk = await stream.read(); chunk !== null && !peer.detached; chunk = await stream.read()) {
        this.#handlers.data(peer, chunk);
        if (peer.queuedBytes > MAX_QUEUED_BYTES) await peer.drained();
        if (peer.detached) break;
      }
      if (!peer.detached && !peer.closing) {
        if (this.#handlers.end === undefined) peer.close();
        else peer.end(() => this.#handlers.end?.(peer));
      }
    } catch (error) {
      failure = peer.closing || peer.detached ? null : (error as Error);
      if (!peer.detached) peer.abandon();
    }
    if (!peer.detached) await peer.gone;
    this.#peers.delete(peer);
    if (!peer.detached) this.#handlers.close?.(peer, failure);
  }
}

class StreamPeer<State> implements ServedPeer<State> {
  readonly network: "tcp" | "unix";
  readonly local: Address;
  readonly remote: Address;
  readonly gone: Promise<void>;
  state: State = undefined as State;
  closing = false;
  detached = false;
  #eof = false;
  #finSent = false;
  readonly #stream: Stream;
  #left: () => void = () => undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(network: "tcp" | "unix", stream: Stream) {
    this.network = network;
    this.local = stream.local;
    this.remote = stream.remote;
    this.#stream = stream;
    this.gone = new Promise((resolve) => (this.#left = resolve));
  }

  get queuedBytes(): number {
    return this.#stream.queuedBytes;
  }

  send(bytes: Uint8Array): void {
    // The caller's bytes are good during its call only.
    this.#last = this.#stream.write(new Uint8Array(bytes)).catch(() => undefined);
  }

  drained(): Promise<void> {
    return this.#last;
  }

  shutdown(): void {
    this.#finSent = true;
    this.#stream.shutdown().catch(() => undefined);
    this.#closeWhenDone();
  }

  /** The peer has sent FIN. */
  end(heard: () => void): void {
    this.#eof = true;
    heard();
    this.#closeWhenDone();
  }

  /** Both sides have sent FIN: nothing can follow. */
  #closeWhenDone(): void {
    if (this.#eof && this.#finSent && !this.closing && !this.detached) this.close();
  }

  close(): void {
    this.closing = true;
    void this.#stream.close().then(this.#left);
  }

  reset(): void {
    this.closing = true;
    this.abandon();
  }

  abandon(): void {
    this.#stream.reset();
    void this.#stream.close().then(this.#left);
  }

  detach(): Stream {
    this.detached = true;
    return this.#stream;
  }

  /** The server closes. */
  async stop(): Promise<void> {
    this.close();
    await this.gone;
  }
}
