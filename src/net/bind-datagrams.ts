import type { InetAddress } from "./address.ts";
import type { Backend } from "./backend.ts";
import { chooseBackend } from "./choose-backend.ts";
import type { Datagrams } from "./datagrams.ts";
import { abortable } from "./deadline.ts";
import type { DatagramOptions } from "./options.ts";
import { checkPort } from "./port.ts";
import { explainBind } from "./port-holder.ts";
import { resolveHost } from "./resolve.ts";

const MAX_COALESCE_US = 1000;

/**
 * Binds a UDP socket; port 0 picks a free port. On `::` it also takes IPv4 unless `ipv6Only`.
 * @throws SocketError `ERR_ADDRESS_IN_USE` (says which process holds it, where the platform tells, and a free port),
 *   `ERR_ADDRESS_NOT_AVAILABLE`, `ERR_ACCESS` (ports below 1024), `ERR_HOST_UNKNOWN`
 * @throws RangeError when the port or `coalesceUs` is out of range
 * @example
 * await using udp = await bindDatagrams({ host: "127.0.0.1", port: 0 });
 * await udp.send(new Uint8Array([1, 2, 3]), { host: "127.0.0.1", port: 7788 });
 * for await (const { bytes, from } of udp) console.log(from, bytes);
 */
export function bindDatagrams(address: InetAddress, options: DatagramOptions = {}): Promise<Datagrams> {
  return bindDatagramsOver(chooseBackend(), address, options);
}

/** {@link bindDatagrams} over one backend. */
export async function bindDatagramsOver(
  backend: Backend,
  address: InetAddress,
  options: DatagramOptions = {},
): Promise<Datagrams> {
  const { signal, coalesceUs = 0 } = options;
  checkPort(address.port, 0);
  if (!(Number.isInteger(coalesceUs) && coalesceUs >= 0 && coalesceUs <= MAX_COALESCE_US)) {
    throw new RangeError(`coalesceUs must be 0-${MAX_COALESCE_US}, got ${coalesceUs}`);
  }
  signal?.throwIfAborted();
  const [{ host }] = await abortable(resolveHost(address.host, "udp"), signal);
  const at = { host, port: address.port };
  const datagrams = await backend.bindInet(at, options).catch(async (error: unknown) => {
    throw await explainBind(error, "bind", "udp", at);
  });
  if (signal?.aborted) await datagrams.close();
  signal?.throwIfAborted();
  signal?.addEventListener("abort", () => void datagrams.close(), { once: true });
  return datagrams;
}
