import { SocketError } from "../../errors/index.ts";
import type { ErrorSite } from "../errno-table.ts";
import type { SocketOptions } from "../socket-options.ts";

/**
 * Refuses every option but those that the caller sets by Node's means.
 * @throws SocketError `ERR_UNSUPPORTED` that names the first one
 */
export function refuseOptions(
  options: SocketOptions | undefined,
  known: readonly (keyof SocketOptions)[],
  site: ErrorSite,
): void {
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value === undefined || (known as readonly string[]).includes(name)) continue;
    const hint = `Node's own sockets cannot set "${name}"`;
    throw new SocketError("ERR_UNSUPPORTED", { ...site, op: "setsockopt", hint });
  }
}
