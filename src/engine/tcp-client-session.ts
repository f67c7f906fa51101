import type { TcpClientSpec } from "../api/index.ts";
import type { Address, ConnectOptions } from "../net/index.ts";
import type { SessionContext } from "./base-session.ts";
import type { EngineStream } from "./engine-network.ts";
import { StreamClientSession } from "./stream-client-session.ts";
import { setTcpOptions, tcpSocketOptions } from "./tcp-options.ts";

/** One TCP connection that is kept open. */
export class TcpClientSession extends StreamClientSession<TcpClientSpec> {
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

  protected override prepare(stream: EngineStream): void {
    setTcpOptions(stream, this.spec);
  }
}
