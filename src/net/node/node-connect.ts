import { Socket, type SocketConnectOpts } from "node:net";
import { SocketError } from "../../errors/index.ts";
import { type Address, formatAddress, type InetAddress, isUnixAddress } from "../address.ts";
import { abortable, Deadline } from "../deadline.ts";
import { toSocketError } from "../errno-table.ts";
import type { ConnectOptions } from "../options.ts";
import { plainHost, type ResolvedHost, resolveHost } from "../resolve.ts";
import type { Stream } from "../stream.ts";
import { NodeStream } from "./node-stream.ts";
import { inspectPath, nodePath, unixError } from "./unix-path.ts";

const DEFAULT_TIMEOUT_MS = 30_000;

/** {@link connect} over Node's `net`. */
export async function connectNode(address: Address, options: ConnectOptions = {}): Promise<Stream> {
  const network = isUnixAddress(address) ? "unix" : "tcp";
  const remote = formatAddress(address);
  const limit = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const timedOut = (): Error =>
    new SocketError("ERR_TIMEOUT", { op: "connect", network, remote, hint: `no answer within ${limit} ms` });
  using deadline = new Deadline(limit, timedOut, options.signal);
  deadline.signal.throwIfAborted();
  return isUnixAddress(address)
    ? await connectUnix(address.path, deadline.signal)
    : await connectInet(address, options, deadline);
}

async function connectUnix(path: string, signal: AbortSignal): Promise<Stream> {
  const name = nodePath(path, "connect");
  let socket: Socket;
  try {
    socket = await attempt({ path: name }, signal);
  } catch (error) {
    throw await abortable(explainUnix(path, error), signal);
  }
  return new NodeStream(socket, { network: "unix", local: { path: "" }, remote: { path } });
}

/** ECONNREFUSED on a path means a stale file or none that is a socket: say which. */
async function explainUnix(path: string, error: unknown): Promise<unknown> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED" && !path.startsWith("@")) {
    const state = await inspectPath(path);
    if (state === "not a socket")
      return unixError("ERR_NOT_A_SOCKET", "connect", path, "the path is another kind of file");
    if (state === "stale") return unixError("ERR_STALE_SOCKET", "connect", path);
  }
  return code === undefined ? error : toSocketError(error, { op: "connect", network: "unix", remote: path });
}

async function connectInet(address: InetAddress, options: ConnectOptions, deadline: Deadline): Promise<Stream> {
  checkPort(address.port, 1);
  if (options.localPort !== undefined) checkPort(options.localPort, 0);
  const { signal } = deadline;
  const hosts = await abortable(resolveHost(address.host, "tcp", options.family), signal);
  let failure: unknown;
  for (const [index, host] of hosts.entries()) {
    const left = hosts.length - index;
    // A silent address must not eat the time of those behind it.
    using share = new Deadline(
      deadline.leftMs / left,
      () => new SocketError("ERR_TIMEOUT", { op: "connect", network: "tcp", remote: print(host, address.port) }),
      signal,
    );
    try {
      return await connectOne(host, address.port, options, left === 1 ? signal : share.signal);
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

async function connectOne(
  host: ResolvedHost,
  port: number,
  options: ConnectOptions,
  signal: AbortSignal,
): Promise<Stream> {
  const { localHost, localPort } = options;
  const from =
    localHost === undefined ? undefined : (await abortable(resolveHost(localHost, "tcp", host.family), signal))[0];
  const local =
    from === undefined && localPort === undefined ? undefined : print(from ?? wildcard(host), localPort ?? 0);
  let socket: Socket;
  try {
    socket = await attempt(
      {
        host: host.host,
        port,
        family: host.family,
        ...(from === undefined ? {} : { localAddress: from.host }),
        ...(localPort === undefined ? {} : { localPort }),
      },
      signal,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    const site = { op: "connect", network: "tcp", remote: print(host, port) } as const;
    throw toSocketError(error, local === undefined ? site : { ...site, local });
  }
  return new NodeStream(socket, { network: "tcp", ...endsOf(socket) });
}

/** Both addresses of a connected TCP socket; zeros when the peer was gone before anybody could ask. */
export function endsOf(socket: Socket): { readonly local: InetAddress; readonly remote: InetAddress } {
  return {
    local: { host: plainHost(socket.localAddress ?? "0.0.0.0"), port: socket.localPort ?? 0 },
    remote: { host: plainHost(socket.remoteAddress ?? "0.0.0.0"), port: socket.remotePort ?? 0 },
  };
}

function attempt(target: SocketConnectOpts, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new Socket({ allowHalfOpen: true });
    const settle = (): void => {
      signal.removeEventListener("abort", onAbort);
      socket.off("connect", onConnect);
    };
    const onAbort = (): void => {
      settle();
      socket.destroy();
      reject(signal.reason as Error);
    };
    const onConnect = (): void => {
      settle();
      resolve(socket);
    };
    socket.on("error", (error) => {
      settle();
      reject(error);
    });
    socket.once("connect", onConnect);
    signal.addEventListener("abort", onAbort, { once: true });
    // Paused: nothing is read before somebody reads.
    socket.pause();
    socket.connect(target);
  });
}

function checkPort(port: number, min: number): void {
  if (!Number.isInteger(port) || port < min || port > 65_535) {
    throw new RangeError(`A port is a whole number from ${min} to 65535, got ${port}`);
  }
}

function wildcard(host: ResolvedHost): ResolvedHost {
  return { host: host.family === 6 ? "::" : "0.0.0.0", family: host.family };
}

function print(host: ResolvedHost, port: number): string {
  return formatAddress({ host: host.host, port });
}
