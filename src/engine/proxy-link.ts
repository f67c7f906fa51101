import type { ProxyClientSpec } from "../api/index.ts";
import { connectThroughProxy as connect, type ConnectOptions, type InetAddress, type Stream } from "../net/index.ts";

/** Connects as a spec's proxy says. @throws SocketError, LocalProtocolError as `net`'s `connectThroughProxy` */
export function connectThroughProxy(
  target: InetAddress,
  { host, port, ...proxy }: ProxyClientSpec,
  options: ConnectOptions,
): Promise<Stream> {
  return connect(target, { ...proxy, address: { host, port } }, options);
}
