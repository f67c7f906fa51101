import type { UnixClientSpec } from "../api/index.ts";
import type { Address, ConnectOptions } from "../net/index.ts";
import type { SessionContext } from "./base-session.ts";
import { StreamClientSession } from "./stream-client-session.ts";

/** One connection to a Unix stream socket. */
export class UnixClientSession extends StreamClientSession<UnixClientSpec> {
  constructor(context: SessionContext, spec: UnixClientSpec) {
    super(context, spec, "unix");
  }

  protected override address(): Address {
    return { path: this.spec.path };
  }

  protected override connectOptions(): ConnectOptions {
    return {};
  }

  protected override prepare(): void {}
}
