import { AF_INET, SOCK_NONBLOCK, SOCK_STREAM } from "../constants/family.ts";
import { Socket } from "../socket.ts";
import { loadSys } from "../sys/load-sys.ts";
import { describeDescriptor, openDescriptor } from "./socket-calls.ts";

/**
 * A new socket.
 * @throws SocketError `ERR_UNSUPPORTED` (no such family, type or protocol; no backend for this platform), `ERR_ACCESS`
 *   (raw sockets), `ERR_TOO_MANY_FILES`; socket(2)
 */
export function socket(family: number = AF_INET, type: number = SOCK_STREAM, proto = 0): Socket {
  return Socket.of(openDescriptor(loadSys(), family, type, proto), (type & SOCK_NONBLOCK) === 0 ? null : 0);
}

/** A socket of a descriptor that is open already; the kernel says what it is. The new socket owns the descriptor. */
export function socketFromFileno(fd: number): Socket {
  return Socket.of(describeDescriptor(loadSys(), fd));
}
