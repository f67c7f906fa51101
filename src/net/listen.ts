import { unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { SocketError } from "../errors/index.ts";
import { type Address, formatAddress, isUnixAddress } from "./address.ts";
import type { Backend } from "./backend.ts";
import { chooseBackend } from "./choose-backend.ts";
import { abortable } from "./deadline.ts";
import type { Listener } from "./listener.ts";
import type { ListenOptions } from "./options.ts";
import { checkPort } from "./port.ts";
import { explainAddressInUse, explainBind } from "./port-holder.ts";
import { resolveHost } from "./resolve.ts";
import { checkPathLength, inspectPath, unixError } from "./unix-path.ts";

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
export function listen(address: Address, options: ListenOptions = {}): Promise<Listener> {
  return listenOver(chooseBackend(), address, options);
}

/** {@link listen} over one backend. */
export async function listenOver(backend: Backend, address: Address, options: ListenOptions = {}): Promise<Listener> {
  const { signal } = options;
  signal?.throwIfAborted();
  const listener = isUnixAddress(address)
    ? await listenUnix(backend, address.path, options)
    : await listenInet(backend, address.host, address.port, options);
  if (signal?.aborted) await listener.close();
  signal?.throwIfAborted();
  signal?.addEventListener("abort", () => void listener.close(), { once: true });
  return listener;
}

async function listenInet(backend: Backend, name: string, port: number, options: ListenOptions): Promise<Listener> {
  checkPort(port, 0);
  const [{ host }] = await abortable(resolveHost(name, "tcp"), options.signal);
  return backend.listenInet({ host, port }, options).catch(async (error: unknown) => {
    throw await explainBind(error, "listen", "tcp", { host, port });
  });
}

async function listenUnix(backend: Backend, path: string, options: ListenOptions): Promise<Listener> {
  checkPathLength(path, "listen");
  try {
    return await backend.listenUnix(path, options);
  } catch (error) {
    if (error instanceof SocketError && error.code === "ERR_PATH_NOT_FOUND") {
      throw unixError("ERR_PATH_NOT_FOUND", "listen", path, `there is no folder ${dirname(path)}`);
    }
    if (!SocketError.is(error, "ERR_ADDRESS_IN_USE")) throw error;
    const state = path.startsWith("@") ? "alive" : await inspectPath(path);
    if (state === "not a socket") throw unixError("ERR_NOT_A_SOCKET", "listen", path, "another kind of file is there");
    if (state === "alive") {
      const found = await explainAddressInUse("unix", { path });
      const local = formatAddress({ path });
      throw new SocketError("ERR_ADDRESS_IN_USE", { op: "listen", network: "unix", local, ...found });
    }
    if (options.replaceStale !== true) throw unixError("ERR_STALE_SOCKET", "listen", path);
  }
  await unlink(path).catch(() => undefined);
  return backend.listenUnix(path, options);
}
