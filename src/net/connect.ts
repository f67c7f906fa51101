import type { Address } from "./address.ts";
import { connectNode } from "./node/node-connect.ts";
import type { ConnectOptions } from "./options.ts";
import type { Stream } from "./stream.ts";

/**
 * Connects to a TCP or Unix stream socket. All addresses of a name are tried in the resolver's order until one answers.
 * @throws SocketError `ERR_REFUSED`, `ERR_TIMEOUT`, `ERR_HOST_UNKNOWN`, `ERR_HOST_UNREACHABLE`,
 *   `ERR_NETWORK_UNREACHABLE`, `ERR_ADDRESS_IN_USE` (the local port), `ERR_ADDRESS_NOT_AVAILABLE`, `ERR_ACCESS`; Unix also
 *   `ERR_PATH_NOT_FOUND`, `ERR_PATH_TOO_LONG`, `ERR_NOT_A_SOCKET`, `ERR_STALE_SOCKET`; with several addresses the last one's
 * @throws RangeError when a port or the time limit is out of range
 * @example
 * await using stream = await connect({ host: "127.0.0.1", port: 7 });
 * await stream.write(new TextEncoder().encode("hello"));
 * const answer = await stream.read();
 */
export function connect(address: Address, options?: ConnectOptions): Promise<Stream> {
  return connectNode(address, options);
}
