import { SocketError } from "../errors/index.ts";
import { type Address, formatAddress, type InetAddress, isUnixAddress } from "./address.ts";
import type { Backend } from "./backend.ts";
import { chooseBackend } from "./choose-backend.ts";
import { abortable, Deadline } from "./deadline.ts";
import type { ConnectOptions } from "./options.ts";
import { checkPort } from "./port.ts";
import { type ResolvedHost, resolveHost } from "./resolve.ts";
import type { Stream } from "./stream.ts";
import { checkPathLength, inspectPath, unixError } from "./unix-path.ts";

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Connects to a TCP or Unix stream socket. All addresses of a name are tried in the resolver's order until one answers.
 * @throws SocketError `ERR_REFUSED`, `ERR_TIMEOUT`, `ERR_HOST_UNKNOWN`, `ERR_HOST_UNREACHABLE`,
 *   `ERR_NETWORK_UNREACHABLE`, `ERR_ADDRESS_IN_USE` (the local port), `ERR_ADDRESS_NOT_AVAILABLE`, `ERR_ACCESS`; Unix also
 *   `ERR_PATH_NOT_FOUND`, `ERR_PATH_TOO_LONG`, `ERR_NOT_A_SOCKET`, `ERR_STALE_SOCKET`; with several addresses the last one's;
 *   `ERR_UNSUPPORTED` for a socket option that this backend does not have
 * @throws RangeError when a port or the time limit is out of range
 * @example
 * await using stream = await connect({ host: "127.0.0.1", port: 7 });
 * await stream.write(new TextEncoder().encode("hello"));
 * const answer = await stream.read();
 */
export function connect(address: Address, options: ConnectOptions = {}): Promise<Stream> {
  return connectOver(chooseBackend(), address, options);
}

/** {@link connect} over one backend. */
export async function connectOver(backend: Backend, address: Address, options: ConnectOptions = {}): Promise<Stream> {
  const network = isUnixAddress(address) ? "unix" : "tcp";
  const remote = formatAddress(address);
  const limit = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const timedOut = (): Error =>
    new SocketError("ERR_TIMEOUT", { op: "connect", network, remote, hint: `no answer within ${limit} ms` });
  using deadline = new Deadline(limit, timedOut, options.signal);
  deadline.signal.throwIfAborted();
  return isUnixAddress(address)
    ? await connectUnix(backend, address.path, deadline.signal)
    : await connectInet(backend, address, options, deadline);
}

async function connectUnix(backend: Backend, path: string, signal: AbortSignal): Promise<Stream> {
  checkPathLength(path, "connect");
  try {
    return await backend.dialUnix(path, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!SocketError.is(error, "ERR_REFUSED") || path.startsWith("@")) throw error;
    // A refusal on a path means a stale file, or one that is no socket: say which.
    const state = await abortable(inspectPath(path), signal);
    if (state === "not a socket") {
      throw unixError("ERR_NOT_A_SOCKET", "connect", path, "the path is another kind of file");
    }
    throw state === "stale" ? unixError("ERR_STALE_SOCKET", "connect", path) : error;
  }
}

async function connectInet(
  backend: Backend,
  address: InetAddress,
  options: ConnectOptions,
  deadline: Deadline,
): Promise<Stream> {
  checkPort(address.port, 1);
  if (options.localPort !== undefined) checkPort(options.localPort, 0);
  const { signal } = deadline;
  const hosts = await abortable(resolveHost(address.host, "tcp", options.family), signal);
  let failure: unknown;
  for (const [index, host] of hosts.entries()) {
    const left = hosts.length - index;
    const to = { host: host.host, port: address.port };
    const late = (): Error =>
      new SocketError("ERR_TIMEOUT", { op: "connect", network: "tcp", remote: formatAddress(to) });
    // A silent address must not eat the time of those behind it.
    using share = new Deadline(deadline.leftMs / left, late, signal);
    try {
      const from = await localAddress(host, options, signal);
      return await backend.dialInet(to, from, left === 1 ? signal : share.signal, options.socket);
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

/** This side's address of the remote's family, when one is asked for. */
async function localAddress(
  to: ResolvedHost,
  { localHost, localPort }: ConnectOptions,
  signal: AbortSignal,
): Promise<InetAddress | undefined> {
  if (localHost === undefined) {
    return localPort === undefined ? undefined : { host: to.family === 6 ? "::" : "0.0.0.0", port: localPort };
  }
  const [{ host }] = await abortable(resolveHost(localHost, "tcp", to.family), signal);
  return { host, port: localPort ?? 0 };
}
