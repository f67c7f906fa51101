import type { Address } from "./address.ts";
import type { Listener } from "./listener.ts";
import { listenNode } from "./node/node-listener.ts";
import type { ListenOptions } from "./options.ts";

/**
 * Listens on a TCP address or a Unix path; port 0 picks a free port. Of a name the first address is taken.
 * @throws SocketError `ERR_ADDRESS_IN_USE` (says which process holds it, where the platform tells, and a free port),
 *   `ERR_ADDRESS_NOT_AVAILABLE`, `ERR_ACCESS` (ports below 1024), `ERR_HOST_UNKNOWN`; Unix also `ERR_STALE_SOCKET`,
 *   `ERR_NOT_A_SOCKET`, `ERR_PATH_NOT_FOUND`, `ERR_PATH_TOO_LONG`
 * @throws RangeError when the port is out of range
 * @example
 * await using listener = await listen({ host: "127.0.0.1", port: 0 });
 * for await (const stream of listener) await stream.close();
 */
export function listen(address: Address, options?: ListenOptions): Promise<Listener> {
  return listenNode(address, options);
}
