import type { Stream } from "../../net/index.ts";
import { quitting } from "./nc-exit.ts";
import type { NcSession } from "./nc-session.ts";

/** Speaks TLS as the server. */
export function secureServer(_session: NcSession, _stream: Stream): Promise<Stream> {
  throw quitting("TLS is not built yet.");
}
