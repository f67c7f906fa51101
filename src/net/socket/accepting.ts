import { SOCK_CLOEXEC } from "../constants/family.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { SocketName } from "../sys/sockaddr.ts";
import { Descriptor } from "./descriptor.ts";
import { type Attempt, WOULD_BLOCK } from "./transfer.ts";

const { EAGAIN, EINTR } = LINUX_ERRNO;

/**
 * Takes one connection if there is one. `nonblocking` says that the kernel's O_NONBLOCK is on; it is switched on for
 * the call otherwise, because a connection that was reported may be gone by now and accept would hold the thread.
 * @throws SocketError `ERR_RESET` (the peer gave up), `ERR_TOO_MANY_FILES`, …
 */
export function acceptOne(descriptor: Descriptor, nonblocking: boolean): Attempt<readonly [Descriptor, SocketName]> {
  const { sys, fd, name } = descriptor;
  if (fd < 0) throw descriptor.closed("accept");
  if (!nonblocking) descriptor.checked("accept", sys.setNonblocking(fd, true));
  let result = sys.accept(fd, SOCK_CLOEXEC, name);
  while (result === -EINTR) result = sys.accept(fd, SOCK_CLOEXEC, name);
  if (!nonblocking) sys.setNonblocking(fd, false);
  if (result === -EAGAIN) return WOULD_BLOCK;
  descriptor.checked("accept", result);
  return acceptedDescriptor(descriptor, result);
}

/** The accepted descriptor `fd` of a listener whose `name` the call has filled. */
export function acceptedDescriptor(listener: Descriptor, fd: number): readonly [Descriptor, SocketName] {
  const { sys, family, type, protocol, name } = listener;
  const accepted = new Descriptor(sys, fd, family, type, protocol);
  accepted.peer = new Uint8Array(name.bytes.subarray(0, name.length));
  return [accepted, listener.lastName() ?? ""];
}
