import type { TcpClientSpec } from "../api/index.ts";
import type { Address, ConnectOptions, Stream } from "../net/index.ts";
import type { SessionContext } from "./base-session.ts";
import type { EngineStream } from "./engine-network.ts";
import { CONNECT_TIMEOUT_MS, StreamClientSession } from "./stream-client-session.ts";
import type { Agreement } from "./tls-link.ts";
import { setTcpOptions, tcpSocketOptions } from "./tcp-options.ts";

/** One TCP connection, with or without TLS, that is kept open. */
export class TcpClientSession extends StreamClientSession<TcpClientSpec> {
  #agreed: Agreement | null = null;

  constructor(context: SessionContext, spec: TcpClientSpec) {
    super(context, spec, "tcp");
  }

  protected override address(): Address {
    return { host: this.spec.host, port: this.spec.port };
  }

  protected override connectOptions(): ConnectOptions {
    const { localHost, localPort } = this.spec;
    const socket = tcpSocketOptions(this.spec);
    return {
      ...(socket === undefined ? {} : { socket }),
      ...(localHost === undefined ? {} : { localHost }),
      ...(localPort === undefined ? {} : { localPort }),
    };
  }

  protected override get shownNetwork(): "tcp" | "tls" {
    return this.spec.tls === undefined ? "tcp" : "tls";
  }

  protected override async dial(options: ConnectOptions): Promise<EngineStream> {
    const { tls, host } = this.spec;
    if (tls === undefined) return this.#dialPlain(options);
    const { timeoutMs = CONNECT_TIMEOUT_MS, signal } = options;
    const started = performance.now();
    const [{ secureClient }, plain] = await Promise.all([import("./tls-link.ts"), this.#dialPlain(options)]);
    // The time limit is for both.
    const left = timeoutMs === 0 ? 0 : Math.max(1, timeoutMs - (performance.now() - started));
    const wait = { timeoutMs: left, ...(signal === undefined ? {} : { signal }) };
    const { stream, agreement } = await secureClient(plain as Stream, host, tls, wait);
    this.#agreed = agreement;
    return stream;
  }

  async #dialPlain(options: ConnectOptions): Promise<EngineStream> {
    const { proxy, host, port } = this.spec;
    if (proxy === undefined) return super.dial(options);
    const { connectThroughProxy } = await import("./proxy-link.ts");
    return connectThroughProxy({ host, port }, proxy, options);
  }

  protected override connected(_stream: EngineStream, peer: number): void {
    if (this.#agreed === null) return;
    this.table.find(peer)?.secured(this.#agreed.tls);
    this.note("note", peer, this.#agreed.detail);
  }

  protected override prepare(stream: EngineStream): void {
    setTcpOptions(stream, this.spec);
  }
}
