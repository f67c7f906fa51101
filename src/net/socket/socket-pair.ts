import { AF_UNIX, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from "../constants/family.ts";
import { CMSG_SPACE, rightsMessage, rightsOf } from "../sys/cmsg.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import { loadSys } from "../sys/load-sys.ts";
import type { SocketName } from "../sys/sockaddr.ts";
import { Socket } from "../socket.ts";
import { type BytesLike, checkInt, checkSize } from "./bytes-like.ts";
import type { CallOptions } from "./call-options.ts";
import { Descriptor } from "./descriptor.ts";
import { duplicateOf, socketFailure } from "./socket-calls.ts";

const FD_BYTES = 4;

/** Two connected descriptors. @throws SocketError `ERR_UNSUPPORTED`, `ERR_TOO_MANY_FILES`; socketpair(2) */
export function descriptorPair(family: number, type: number, protocol: number): readonly [Descriptor, Descriptor] {
  for (const [value, name] of [
    [family, "family"],
    [type, "type"],
    [protocol, "proto"],
  ] as const) {
    checkInt(value, name);
  }
  const sys = loadSys();
  const fds = new Int32Array(2);
  const result = sys.socketpair(family, type | SOCK_CLOEXEC, protocol, fds);
  if (result < 0) throw socketFailure("socket", -result);
  const plain = type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK);
  return [
    new Descriptor(sys, fds[0] ?? -1, family, plain, protocol),
    new Descriptor(sys, fds[1] ?? -1, family, plain, protocol),
  ];
}

/** Two sockets that are connected to each other. */
export function socketpair(family: number = AF_UNIX, type: number = SOCK_STREAM, proto = 0): [Socket, Socket] {
  const [a, b] = descriptorPair(family, type, proto);
  return [Socket.of(a), Socket.of(b)];
}

/** A copy of the descriptor `fd` as a socket; `fd` itself stays open. What it is, is not asked but told. */
export function fromfd(fd: number, family: number, type: number, proto = 0): Socket {
  return Socket.of(duplicateOf(fd, family, type, proto));
}

/** Closes a descriptor number. @throws SocketError `ERR_CLOSED` (EBADF) */
export function close(fd: number): void {
  checkInt(fd, "fd");
  const result = loadSys().close(fd);
  if (result < 0 && result !== -LINUX_ERRNO.ECONNRESET) throw socketFailure("close", -result);
}

/** Sends descriptors beside the data over a Unix socket; at least one byte of data must go with them. */
export function send_fds(
  sock: Socket,
  buffers: Iterable<BytesLike>,
  fds: readonly number[],
  flags = 0,
  options?: CallOptions,
): Promise<number> {
  return sock.sendmsg(buffers, [rightsMessage(fds)], flags, null, options);
}

/** What `recv_fds` gives. */
export type ReceivedDescriptors = readonly [
  bytes: Uint8Array,
  fds: number[],
  flags: number,
  address: SocketName | null,
];

/** Receives data and at most `maxfds` descriptors, which belong to the caller: close them. */
export async function recv_fds(
  sock: Socket,
  size: number,
  maxfds: number,
  flags = 0,
  options?: CallOptions,
): Promise<ReceivedDescriptors> {
  checkSize(maxfds, "maxfds");
  const [bytes, ancillary, gotFlags, address] = await sock.recvmsg(size, CMSG_SPACE(maxfds * FD_BYTES), flags, options);
  return [bytes, rightsOf(ancillary), gotFlags, address];
}
