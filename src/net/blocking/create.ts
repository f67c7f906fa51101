import { SocketError } from "../../errors/index.ts";
import { AF_INET, SOCK_STREAM } from "../constants/family.ts";
import { type CreateConnectionOptions, type CreateServerOptions, listenOn } from "../socket/create.ts";
import type { AddressLike, HostAddress } from "../socket/socket-address.ts";
import { type BlockingSocket, socket } from "./blocking-socket.ts";
import { getaddrinfo } from "./resolver.ts";

/** Connects to the first address of a host that answers. @throws SocketError the last error; `ERR_HOST_UNKNOWN` */
export function create_connection(
  address: readonly [host: string | null, port: number | string] | HostAddress,
  options: Omit<CreateConnectionOptions, "signal"> = {},
): BlockingSocket {
  const [host, port] = "host" in address ? [address.host, address.port] : address;
  const { timeout = null, sourceAddress, allErrors = false } = options;
  const errors: unknown[] = [];
  for (const [family, type, proto, , name] of getaddrinfo(host, port, 0, SOCK_STREAM)) {
    let sock: BlockingSocket | undefined;
    try {
      sock = socket(family, type, proto);
      sock.settimeout(timeout);
      if (sourceAddress !== undefined) sock.bind(sourceAddress);
      sock.connect(name);
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

/** A listening TCP socket with `SO_REUSEADDR`. @throws SocketError `ERR_ADDRESS_IN_USE`, … */
export function create_server(address: AddressLike, options: CreateServerOptions = {}): BlockingSocket {
  return listenOn(socket(options.family ?? AF_INET, SOCK_STREAM), address, options);
}
