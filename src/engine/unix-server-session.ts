import type { UnixServerSpec } from "../api/index.ts";
import type { Address, ListenOptions } from "../net/index.ts";
import type { SessionContext } from "./base-session.ts";
import { StreamServerSession } from "./stream-server-session.ts";

/** Listens on a Unix stream socket and serves many peers. */
export class UnixServerSession extends StreamServerSession<UnixServerSpec> {
  constructor(context: SessionContext, spec: UnixServerSpec) {
    super(context, spec, "unix");
  }

  protected override address(): Address {
    return { path: this.spec.path };
  }

  protected override listenOptions(): ListenOptions {
    return {
      replaceStale: this.spec.replaceStale ?? true,
      mode: Number.parseInt(this.spec.mode ?? "600", 8),
    };
  }

  protected override prepare(): void {}
}
