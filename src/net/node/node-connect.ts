import { isIPv6, Socket, type SocketConnectOpts } from "node:net";
import { formatAddress, type InetAddress } from "../address.ts";
import { toSocketError } from "../errno-table.ts";
import { plainHost } from "../resolve.ts";
import type { SocketOptions } from "../socket-options.ts";
import type { Stream } from "../stream.ts";
import { nodePath } from "./abstract-name.ts";
import { NodeStream } from "./node-stream.ts";
import { refuseOptions } from "./refuse-options.ts";

/** `Backend.dialInet` of Node. */
export async function dialInetNode(
  to: InetAddress,
  from: InetAddress | undefined,
  signal: AbortSignal,
  options: SocketOptions = {},
): Promise<Stream> {
  // libuv takes the idle time alone.
  const { intervalSeconds, count } = options.keepAlive ?? {};
  const known = intervalSeconds === undefined && count === undefined ? (["noDelay", "keepAlive"] as const) : [];
  refuseOptions(options, known, { op: "connect", network: "tcp", remote: formatAddress(to) });
  const source = from === undefined ? {} : { localAddress: from.host, localPort: from.port };
  const target = { host: to.host, port: to.port, family: isIPv6(to.host) ? 6 : 4, ...source };
  const socket = await attempt(target, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    const site = { op: "connect", network: "tcp", remote: formatAddress(to) } as const;
    throw toSocketError(error, from === undefined ? site : { ...site, local: formatAddress(from) });
  });
  const stream = new NodeStream(socket, { network: "tcp", ...endsOf(socket) });
  if (options.noDelay !== undefined) stream.setNoDelay(options.noDelay);
  if (options.keepAlive !== undefined) stream.setKeepAlive(options.keepAlive.idleSeconds);
  return stream;
}

/** `Backend.dialUnix` of Node. */
export async function dialUnixNode(path: string, signal: AbortSignal): Promise<Stream> {
  const name = nodePath(path, "connect");
  const socket = await attempt({ path: name }, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw toSocketError(error, { op: "connect", network: "unix", remote: path });
  });
  return new NodeStream(socket, { network: "unix", local: { path: "" }, remote: { path } });
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
