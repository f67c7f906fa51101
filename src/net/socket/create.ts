import { SocketError } from "../../errors/index.ts";
import { AF_INET, AF_INET6, SOCK_STREAM, SOMAXCONN } from "../constants/family.ts";
import { IPPROTO_IPV6, IPV6_V6ONLY } from "../constants/ip.ts";
import { SO_REUSEADDR, SO_REUSEPORT, SOL_SOCKET } from "../constants/socket-option.ts";
import type { Socket } from "../socket.ts";
import type { CallOptions } from "./call-options.ts";
import { socket } from "./open-socket.ts";
import { getaddrinfo } from "./resolver.ts";
import type { AddressLike, HostAddress } from "./socket-address.ts";

/** Options of {@link create_connection}. */
export interface CreateConnectionOptions extends CallOptions {
  /** Seconds for each address, and the new socket's timeout; null is for ever. @default null */
  readonly timeout?: number | null;
  /** This side's address. @default chosen by the system */
  readonly sourceAddress?: AddressLike;
  /** Throw all the errors as one `AggregateError` when every address fails. @default false, the last one is thrown */
  readonly allErrors?: boolean;
}

/** Connects to the first address of a host that answers. @throws SocketError the last error; `ERR_HOST_UNKNOWN` */
export async function create_connection(
  address: readonly [host: string | null, port: number | string] | HostAddress,
  options: CreateConnectionOptions = {},
): Promise<Socket> {
  const [host, port] = "host" in address ? [address.host, address.port] : address;
  const { timeout = null, sourceAddress, allErrors = false, signal } = options;
  const errors: unknown[] = [];
  for (const [family, type, proto, , name] of await getaddrinfo(host, port, 0, SOCK_STREAM)) {
    let sock: Socket | undefined;
    try {
      sock = socket(family, type, proto);
      sock.settimeout(timeout);
      if (sourceAddress !== undefined) sock.bind(sourceAddress);
      await sock.connect(name, signal === undefined ? undefined : { signal });
      return sock;
    } catch (error) {
      sock?.close();
      if (!SocketError.is(error)) throw error;
      errors.push(error);
    }
  }
  if (allErrors) throw new AggregateError(errors, "create_connection failed");
  throw errors.at(-1) ?? new SocketError("ERR_HOST_UNKNOWN", { op: "resolve", network: "tcp", remote: String(host) });
}

/** Options of {@link create_server}. */
export interface CreateServerOptions {
  /** `AF_INET` or `AF_INET6`. @default AF_INET */
  readonly family?: number;
  /** Connections that may wait to be accepted. @default 128 */
  readonly backlog?: number;
  /** Several sockets share the port and the kernel spreads the connections. @default false */
  readonly reusePort?: boolean;
  /** IPv6 sockets also take IPv4. @default false */
  readonly dualstackIpv6?: boolean;
}

/** A listening TCP socket with `SO_REUSEADDR`, as Python's `create_server`. @throws SocketError `ERR_ADDRESS_IN_USE`, … */
export function create_server(address: AddressLike, options: CreateServerOptions = {}): Socket {
  return listenOn(socket(options.family ?? AF_INET, SOCK_STREAM), address, options);
}

/** Sets up the server options on a fresh socket; closes it when that fails. */
export function listenOn<
  S extends {
    setsockopt(level: number, option: number, value: number): void;
    bind(address: AddressLike): void;
    listen(backlog?: number): void;
    close(): void;
  },
>(sock: S, address: AddressLike, options: CreateServerOptions): S {
  const { family = AF_INET, backlog = Math.min(SOMAXCONN, 128), reusePort = false, dualstackIpv6 = false } = options;
  try {
    if (dualstackIpv6) {
      if (!has_dualstack_ipv6()) throw new RangeError("dualstackIpv6: this platform has no dual-stack sockets");
      if (family !== AF_INET6) throw new RangeError("dualstackIpv6 requires the family AF_INET6");
    }
    sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
    if (reusePort) sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
    if (family === AF_INET6) sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, dualstackIpv6 ? 0 : 1);
    sock.bind(address);
    sock.listen(backlog);
    return sock;
  } catch (error) {
    sock.close();
    throw error;
  }
}

/** Whether one IPv6 socket can also take IPv4 connections here. */
export function has_dualstack_ipv6(): boolean {
  try {
    using probe = socket(AF_INET6, SOCK_STREAM);
    probe.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0);
    return true;
  } catch (error) {
    if (SocketError.is(error)) return false;
    throw error;
  }
}
