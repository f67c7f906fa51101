import type { SessionState, TcpServerSpec } from "../api/index.ts";
import type { Address, Listener, ListenOptions, Stream } from "../net/index.ts";
import type { SessionContext } from "./base-session.ts";
import type { EngineListener, EngineStream } from "./engine-network.ts";
import { StreamServerSession } from "./stream-server-session.ts";
import type { ServerTls } from "./tls-link.ts";
import { setTcpOptions, tcpSocketOptions } from "./tcp-options.ts";

/** Listens on TCP, with or without TLS, and serves many peers. */
export class TcpServerSession extends StreamServerSession<TcpServerSpec> {
  #tls: ServerTls | null = null;

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
    const { openServerTls } = await import("./tls-link.ts");
    const server = await openServerTls(tls);
    this.#tls = server;
    const under = (await super.openListener(address, options)) as Listener;
    try {
      return await server.listen(under, (detail) => this.note("error", 0, detail));
    } catch (error) {
      await under.close();
      throw error;
    }
  }

  protected override listening(): void {
    const made = this.#tls?.made ?? null;
    if (made !== null) this.note("note", 0, made);
  }

  protected override accepted(stream: EngineStream, peer: number): void {
    const agreed = this.#tls?.agreedOn(stream as Stream) ?? null;
    if (agreed === null) return;
    this.table.find(peer)?.secured(agreed.tls);
    this.note("note", peer, agreed.detail);
  }

  override state(): SessionState {
    const state = super.state();
    const made = this.#tls?.made?.["fingerprintSha256"];
    return typeof made === "string" ? { ...state, madeCertificate: made } : state;
  }

  protected override prepare(stream: EngineStream): void {
    setTcpOptions(stream, this.spec);
  }
}
