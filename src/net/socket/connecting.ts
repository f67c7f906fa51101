import { SocketError } from "../../errors/index.ts";
import { AF_UNIX } from "../constants/family.ts";
import { SO_ERROR, SOL_SOCKET } from "../constants/socket-option.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { Descriptor } from "./descriptor.ts";
import { type Attempt, WOULD_BLOCK } from "./transfer.ts";

const { EAGAIN, EALREADY, EINPROGRESS, EINTR, ENOTCONN } = LINUX_ERRNO;
const QUEUE_RETRY_MS = 5;

/** How the first step of a connect went. */
type ConnectStart = "done" | "started" | "queueFull";

/** How a connect is to be made. */
export interface ConnectTerms {
  /** The socket's timeout in seconds; null for ever, 0 not at all. */
  readonly timeout: number | null;
  /** Whether the kernel's O_NONBLOCK stays as it is; else it is on during each call only. */
  readonly keepsFlag: boolean;
}

/**
 * Begins to connect. Yields the milliseconds to pause before the next try, while the backlog of a Unix listener is full,
 * and returns whether the socket is connected already; if not, {@link connectFinished} knows as soon as it is writable.
 * @throws SocketError what the kernel says at once; `ERR_TIMEOUT`; non-blocking: `ERR_WOULD_BLOCK`
 */
export function* beginConnect(
  descriptor: Descriptor,
  name: Uint8Array,
  { timeout, keepsFlag }: ConnectTerms,
): Generator<number, boolean, void> {
  const deadline = deadlineOf(timeout);
  for (;;) {
    const step = startConnect(descriptor, name, keepsFlag);
    if (step === "done") return true;
    if (timeout === 0) throw descriptor.error("connect", step === "started" ? EINPROGRESS : EAGAIN, name);
    if (step === "started") return false;
    if (performance.now() >= deadline) throw descriptor.timedOut("connect");
    yield QUEUE_RETRY_MS;
  }
}

/** When a timeout that begins now is over, on the clock of `performance.now()`. */
export function deadlineOf(timeout: number | null): number {
  return timeout === null ? Number.POSITIVE_INFINITY : performance.now() + timeout * 1000;
}

/** What `connect_ex` gives for the error of `connect`. @throws the error itself when it has no number, or is the look-up's */
export function connectErrno(error: unknown): number {
  if (!(error instanceof SocketError) || error.op === "resolve") throw error;
  if (error.errno !== undefined) return error.errno;
  if (error.code === "ERR_TIMEOUT") return EAGAIN;
  throw error;
}

/** The kernel's O_NONBLOCK is on only during the call unless `nonblocking` says that it is not to be touched. */
function startConnect(descriptor: Descriptor, name: Uint8Array, nonblocking: boolean): ConnectStart {
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
