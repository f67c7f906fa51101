import { AF_UNIX } from "../constants/family.ts";
import { SO_ERROR, SOL_SOCKET } from "../constants/socket-option.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { Descriptor } from "./descriptor.ts";
import { type Attempt, WOULD_BLOCK } from "./transfer.ts";

const { EAGAIN, EALREADY, EINPROGRESS, EINTR, ENOTCONN } = LINUX_ERRNO;

/** How the first step of a connect went. */
export type ConnectStart = "done" | "started" | "queueFull";

/**
 * Begins to connect without waiting. The kernel's O_NONBLOCK is on only during the call unless `nonblocking` says that
 * it is on anyway.
 * @throws SocketError what the kernel says at once
 */
export function startConnect(descriptor: Descriptor, name: Uint8Array, nonblocking: boolean): ConnectStart {
  const { sys, fd } = descriptor;
  if (fd < 0) throw descriptor.closed("connect");
  if (!nonblocking) descriptor.checked("connect", sys.setNonblocking(fd, true), name);
  const result = sys.connect(fd, name);
  if (!nonblocking) sys.setNonblocking(fd, false);
  descriptor.peer = name;
  if (result === 0) return "done";
  if (result === -EINPROGRESS || result === -EINTR || result === -EALREADY) return "started";
  // A Unix listener whose backlog is full: nothing will report when there is room.
  if (result === -EAGAIN && descriptor.family === AF_UNIX) return "queueFull";
  throw descriptor.error("connect", -result, name);
}

/** Whether a connect that was started has finished. @throws SocketError the error that ended it */
export function connectFinished(descriptor: Descriptor, name: Uint8Array): Attempt<true> {
  const { sys, fd } = descriptor;
  if (fd < 0) throw descriptor.closed("connect");
  const value = new Uint8Array(4);
  descriptor.checked("connect", sys.getsockopt(fd, SOL_SOCKET, SO_ERROR, value), name);
  const error = new DataView(value.buffer).getInt32(0, true);
  if (error !== 0) throw descriptor.error("connect", error, name);
  // No error yet does not mean connected: an event of an earlier state may have come first.
  const result = sys.getpeername(fd, descriptor.name);
  if (result === -ENOTCONN) return WOULD_BLOCK;
  return true;
}
