import type { TcpServerSpec } from "../api/index.ts";
import type { Address, Listener, ListenOptions, Stream } from "../net/index.ts";
import type { SessionContext } from "./base-session.ts";
import type { EngineListener, EngineStream } from "./engine-network.ts";
import { StreamServerSession } from "./stream-server-session.ts";
import type * as TlsLink from "./tls-link.ts";
import { setTcpOptions, tcpSocketOptions } from "./tcp-options.ts";

/** Listens on TCP, with or without TLS, and serves many peers. */
export class TcpServerSession extends StreamServerSession<TcpServerSpec> {
  #tls: typeof TlsLink | null = null;
  #temporary: TlsLink.ServerTls["temporary"] = null;

  constructor(context: SessionContext, spec: TcpServerSpec) {
    super(context, spec, "tcp");
  }

  protected override address(): Address {
    return { host: this.spec.host ?? "127.0.0.1", port: this.spec.port };
  }

  protected override listenOptions(): ListenOptions {
    const { backlog } = this.spec;
    const socket = tcpSocketOptions(this.spec);
    return { ...(backlog === undefined ? {} : { backlog }), ...(socket === undefined ? {} : { socket }) };
  }

  protected override get shownNetwork(): "tcp" | "tls" {
    return this.spec.tls === undefined ? "tcp" : "tls";
  }

  protected override async openListener(address: Address, options: ListenOptions): Promise<EngineListener> {
    const { tls } = this.spec;
    if (tls === undefined) return super.openListener(address, options);
    const link = await import("./tls-link.ts");
    this.#tls = link;
    const server = await link.openServerTls(tls);
    this.#temporary = server.temporary;
    const under = (await super.openListener(address, options)) as Listener;
    try {
      return await server.listen(under, (failure) => this.note("error", 0, link.handshakeDetail(failure)));
    } catch (error) {
      await under.close();
      throw error;
    }
  }

  protected override listening(): void {
    if (this.#tls !== null && this.#temporary !== null)
      this.note("note", 0, this.#tls.temporaryDetail(this.#temporary));
  }

  protected override accepted(stream: EngineStream, peer: number): void {
    const detail = this.#tls?.tlsDetail(stream as Stream) ?? null;
    if (detail !== null) this.note("note", peer, detail);
  }

  protected override prepare(stream: EngineStream): void {
    setTcpOptions(stream, this.spec);
  }
}
