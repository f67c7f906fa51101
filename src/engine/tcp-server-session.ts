import type { TcpServerSpec } from "../api/index.ts";
import type { Address, ListenOptions } from "../net/index.ts";
import type { SessionContext } from "./base-session.ts";
import type { EngineStream } from "./engine-network.ts";
import { StreamServerSession } from "./stream-server-session.ts";
import { setTcpOptions, tcpSocketOptions } from "./tcp-options.ts";

/** Listens on TCP and serves many peers. */
export class TcpServerSession extends StreamServerSession<TcpServerSpec> {
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

  protected override prepare(stream: EngineStream): void {
    setTcpOptions(stream, this.spec);
  }
}
