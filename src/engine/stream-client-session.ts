import { setTimeout as sleep } from "node:timers/promises";
import type { TcpClientSpec, UnixClientSpec } from "../api/index.ts";
import { SocketError } from "../errors/index.ts";
import { type Address, type ConnectOptions, formatAddress } from "../net/index.ts";
import { BaseSession } from "./base-session.ts";
import type { EngineStream } from "./engine-network.ts";
import { errorDetail } from "./problem.ts";
import { remoteName } from "./remote-name.ts";
import { StreamPeer } from "./stream-peer.ts";

/** How long connecting may take when the spec does not say. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** The first and the longest wait before connecting again. */
export const RECONNECT_DELAY_MS = 500;
export const RECONNECT_MAX_DELAY_MS = 10_000;

/** Keeps one connection open: made once, or again and again where the spec asks for it; each is a peer of its own. */
export abstract class StreamClientSession<S extends TcpClientSpec | UnixClientSpec> extends BaseSession<S, StreamPeer> {
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  /** Who heard that the connection is open may hold back its first read. */
  #told: void | Promise<void> = undefined;

  /** Where to connect to. */
  protected abstract address(): Address;
  protected abstract connectOptions(): ConnectOptions;
  /** Sets the options of a connection. */
  protected abstract prepare(stream: EngineStream): void;

  override async open(signal?: AbortSignal): Promise<void> {
    if (this.spec.reconnect !== undefined) {
      this.#loop = this.#keepConnected();
      return;
    }
    const peer = await this.#connect(signal);
    this.#loop = this.#serveOnce(peer);
  }

  protected override async closeSocket(): Promise<void> {
    this.#stop.abort();
    // The loop waits for the peers, which are closed after this.
    await Promise.race([this.#loop, Promise.resolve()]);
  }

  protected override async sessionEnded(): Promise<void> {
    await this.#loop;
  }

  /** The network as people are told it. */
  protected get shownNetwork(): "tcp" | "udp" | "unix" | "tls" {
    return this.network;
  }

  protected dial(options: ConnectOptions): Promise<EngineStream> {
    return this.context.network.connect(this.address(), options);
  }

  /** Called behind the `open` event of a connection. */
  protected connected(_stream: EngineStream, _peer: number): void {}

  async #connect(signal?: AbortSignal): Promise<StreamPeer> {
    const stop = this.#stop.signal;
    const stream = await this.dial({
      timeoutMs: this.spec.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      ...this.connectOptions(),
      signal: signal === undefined ? stop : AbortSignal.any([stop, signal]),
    });
    if (stop.aborted) {
      stream.reset();
      throw new SocketError("ERR_CLOSED", { op: "connect", network: this.network });
    }
    this.prepare(stream);
    const id = this.table.takeId();
    const local = remoteName(stream.local, id);
    const remote = formatAddress(stream.remote);
    const record = { id, network: this.network, local, remote };
    const peer = new StreamPeer(this, record, stream, this.spec.halfOpen ?? this.context.halfOpen);
    this.table.add(peer);
    this.context.recorder?.addPeer(record);
    this.setLocal(local);
    this.setProblem(null);
    this.setPhase("open");
    this.#told = this.event("open", id, null, { network: this.shownNetwork, local, remote });
    this.connected(stream, id);
    return peer;
  }

  async #serveOnce(peer: StreamPeer): Promise<void> {
    await this.#serve(peer);
    if (!this.stopping) void this.close();
  }

  /** Reading begins a turn later, so that who opened the session hears the first bytes. */
  async #serve(peer: StreamPeer): Promise<void> {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    if (this.#told !== undefined) await this.#told;
    await peer.run();
    await peer.ended;
  }

  async #keepConnected(): Promise<void> {
    const { delayMs = RECONNECT_DELAY_MS, attempts = 0 } = this.spec.reconnect ?? {};
    const maxDelayMs = Math.max(delayMs, this.spec.reconnect?.maxDelayMs ?? RECONNECT_MAX_DELAY_MS);
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      try {
        const peer = await this.#connect();
        failures = 0;
        await this.#serve(peer);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        failures += 1;
        this.setProblem(error);
        if (attempts > 0 && failures >= attempts) return void this.fail(error);
        void this.event("error", 0, null, errorDetail(error));
      }
      if (this.#stop.signal.aborted) return;
      this.setPhase("waiting");
      const waitMs = Math.min(maxDelayMs, delayMs * 2 ** Math.max(0, Math.min(failures, 32) - 1));
      await sleep(waitMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (!this.#stop.signal.aborted) this.setPhase("opening");
    }
  }
}
