import type { InetAddress } from "./address.ts";
import type { Datagrams } from "./datagrams.ts";
import { bindDatagramsNode } from "./node/node-datagrams.ts";
import type { DatagramOptions } from "./options.ts";

/**
 * Binds a UDP socket; port 0 picks a free port. On `::` it also takes IPv4 unless `ipv6Only`.
 * @throws SocketError `ERR_ADDRESS_IN_USE` (says which process holds it, where the platform tells, and a free port),
 *   `ERR_ADDRESS_NOT_AVAILABLE`, `ERR_ACCESS` (ports below 1024), `ERR_HOST_UNKNOWN`
 * @throws RangeError when the port is out of range
 * @example
 * await using udp = await bindDatagrams({ host: "127.0.0.1", port: 0 });
 * await udp.send(new Uint8Array([1, 2, 3]), { host: "127.0.0.1", port: 7788 });
 * for await (const { bytes, from } of udp) console.log(from, bytes);
 */
export function bindDatagrams(address: InetAddress, options?: DatagramOptions): Promise<Datagrams> {
  return bindDatagramsNode(address, options);
}
