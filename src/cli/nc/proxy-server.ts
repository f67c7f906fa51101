import type { ConnectionLimit } from "./connection-limit.ts";
import { quitting } from "./nc-exit.ts";
import type { NcSession } from "./nc-session.ts";

/** Is an HTTP proxy. */
export function serveProxy(_session: NcSession, _limit: ConnectionLimit): Promise<number> {
  throw quitting("The proxy server is not built yet.");
}
