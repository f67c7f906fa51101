import { AF_UNIX, SOCK_STREAM } from "../constants/family.ts";
import type { BytesLike } from "../socket/bytes-like.ts";
import { checkSize } from "../socket/bytes-like.ts";
import { duplicateOf } from "../socket/socket-calls.ts";
import { descriptorPair, type ReceivedDescriptors } from "../socket/socket-pair.ts";
import { CMSG_SPACE, rightsMessage, rightsOf } from "../sys/cmsg.ts";
import { BlockingSocket } from "./blocking-socket.ts";

const FD_BYTES = 4;

/** Two sockets that are connected to each other. socketpair(2) */
export function socketpair(
  family: number = AF_UNIX,
  type: number = SOCK_STREAM,
  proto = 0,
): [BlockingSocket, BlockingSocket] {
  const [a, b] = descriptorPair(family, type, proto);
  return [BlockingSocket.of(a), BlockingSocket.of(b)];
}

/** A copy of the descriptor `fd` as a socket; `fd` itself stays open. */
export function fromfd(fd: number, family: number, type: number, proto = 0): BlockingSocket {
  return BlockingSocket.of(duplicateOf(fd, family, type, proto));
}

/** Sends descriptors beside the data over a Unix socket; at least one byte of data must go with them. */
export function send_fds(
  sock: BlockingSocket,
  buffers: Iterable<BytesLike>,
  fds: readonly number[],
  flags = 0,
): number {
  return sock.sendmsg(buffers, [rightsMessage(fds)], flags);
}

/** Receives data and at most `maxfds` descriptors, which belong to the caller: close them. */
export function recv_fds(sock: BlockingSocket, size: number, maxfds: number, flags = 0): ReceivedDescriptors {
  checkSize(maxfds, "maxfds");
  const [bytes, ancillary, gotFlags, address] = sock.recvmsg(size, CMSG_SPACE(maxfds * FD_BYTES), flags);
  return [bytes, rightsOf(ancillary), gotFlags, address];
}
