import type { Channel } from "./channel.ts";
import { quitting } from "./nc-exit.ts";
import type { NcSession } from "./nc-session.ts";

/** Connects over TLS, through a proxy, or both. */
export function dialSecurely(_session: NcSession): Promise<Channel> {
  throw quitting("TLS and proxies are not built yet.");
}
