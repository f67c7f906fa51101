import { setTimeout as sleep } from "node:timers/promises";
import type { TcpServerSpec, UnixServerSpec } from "../api/index.ts";
import { JackfieldError, SocketError } from "../errors/index.ts";
import { type Address, formatAddress, type ListenOptions } from "../net/index.ts";
import { BaseSession } from "./base-session.ts";
import type { EngineListener, EngineStream } from "./engine-network.ts";
import { OpeningSignal } from "./opening-signal.ts";
import { errorDetail } from "./problem.ts";
import { remoteName } from "./remote-name.ts";
import { StreamPeer } from "./stream-peer.ts";
import { StrikeReporter } from "./strike-reporter.ts";

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;

/** Listens on a stream socket and serves each connection on its own. */
export abstract class StreamServerSession<S extends TcpServerSpec | UnixServerSpec> extends BaseSession<S, StreamPeer> {
  readonly #errors = new Map<string, unknown>();
  readonly #strikes: StrikeReporter<string>;
  #listener: EngineListener | null = null;
  #accepting: Promise<void> = Promise.resolve();
  readonly #stopped = new AbortController();

  constructor(...args: ConstructorParameters<typeof BaseSession<S, StreamPeer>>) {
    super(...args);
    this.#strikes = new StrikeReporter((code, count) => {
      void this.event("error", 0, null, { ...errorDetail(this.#errors.get(code)), count });
    });
  }

  /** Where to listen. */
  protected abstract address(): Address;
  protected abstract listenOptions(): ListenOptions;
  /** Sets the options of an accepted connection. */
  protected abstract prepare(stream: EngineStream): void;

  override async open(signal?: AbortSignal): Promise<void> {
    using opening = new OpeningSignal(signal);
    const options = { ...this.listenOptions(), signal: opening.signal };
    const listener = await this.openListener(this.address(), options);
    this.#listener = listener;
    if (this.stopping) {
      await listener.close();
      throw new SocketError("ERR_CLOSED", { op: "listen", network: this.network });
    }
    const local = formatAddress(listener.local);
    this.setLocal(local);
    this.setPhase("open");
    void this.event("listen", 0, null, { network: this.shownNetwork, local });
    this.listening();
    this.#accepting = this.#accept(listener);
  }

  protected override async closeSocket(): Promise<void> {
    this.#stopped.abort();
    await this.#listener?.close();
    await this.#accepting;
    this.#strikes.close();
  }

  /** The network as people are told it. */
  protected get shownNetwork(): "tcp" | "udp" | "unix" | "tls" {
    return this.network;
  }

  protected openListener(address: Address, options: ListenOptions): Promise<EngineListener> {
    return this.context.network.listen(address, options);
  }

  /** Called behind the `listen` event. */
  protected listening(): void {}

  /** Called behind the `accept` event of a peer. */
  protected accepted(_stream: EngineStream, _peer: number): void {}

  /** Errors of accepting never end it: they are told, and after a pause it goes on. */
  async #accept(listener: EngineListener): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.stopping) {
      try {
        const stream = await listener.accept();
        pauseMs = FIRST_PAUSE_MS;
        this.#welcome(stream);
      } catch (error) {
        if (this.stopping) return;
        if (JackfieldError.is(error, "ERR_CLOSED")) return void this.fail(error);
        this.#acceptFailed(error);
        await sleep(pauseMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  #acceptFailed(error: unknown): void {
    const code = JackfieldError.is(error) ? error.code : "ERR_SYSTEM";
    this.#errors.set(code, error);
    this.#strikes.strike(code);
  }

  #welcome(stream: EngineStream): void {
    if (this.stopping || this.table.openCount >= this.limits.maxPeers) {
      stream.close().catch(() => undefined);
      if (!this.stopping) this.strike("maxPeers", 0);
      return;
    }
    try {
      this.prepare(stream);
    } catch (error) {
      // The peer may be gone already; its read will say so.
      this.#acceptFailed(error);
    }
    const id = this.table.takeId();
    const local = formatAddress(stream.local);
    const remote = remoteName(stream.remote, id);
    const record = { id, network: this.network, local, remote };
    const peer = new StreamPeer(this, record, stream, this.spec.halfOpen ?? this.context.halfOpen);
    this.table.add(peer);
    this.context.recorder?.addPeer(record);
    const told = this.event("accept", id, null, { network: this.shownNetwork, local, remote });
    this.accepted(stream, id);
    void this.#serve(peer, told);
  }

  /** Reading begins when who heard of the connection is ready. */
  async #serve(peer: StreamPeer, told: void | Promise<void>): Promise<void> {
    if (told !== undefined) await told;
    await peer.run();
  }
}
