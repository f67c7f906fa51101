import { SocketError } from "../../errors/index.ts";
import { formatAddress, type InetAddress } from "../address.ts";
import { AF_UNIX, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from "../constants/family.ts";
import { SO_ERROR, SO_REUSEADDR, SOL_SOCKET } from "../constants/socket-option.ts";
import type { ErrorSite } from "../errno-table.ts";
import { Reactor } from "../reactor/reactor.ts";
import { delay } from "../socket/delay.ts";
import type { SocketOptions } from "../socket-options.ts";
import type { Stream } from "../stream.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { Sys } from "../sys/sys.ts";
import { Waiter } from "../waiter.ts";
import { applySocketOptions } from "./apply-options.ts";
import { encodeInetName, encodeUnixName, familyOf, localAddressOf, nameBuffer } from "./native-name.ts";
import { NativeStream } from "./native-stream.ts";
import { getInt, setInt, sysError } from "./sys-error.ts";

const { EAGAIN, EALREADY, EINPROGRESS, EINTR, ENOTCONN } = LINUX_ERRNO;
const FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;
/** A Unix listener whose backlog is full gives no notice when there is room. */
const QUEUE_RETRY_MS = 5;

/** `Backend.dialInet` of the operating system. */
export async function dialInetNative(
  to: InetAddress,
  from: InetAddress | undefined,
  signal: AbortSignal,
  options: SocketOptions = {},
): Promise<Stream> {
  const { sys } = Reactor.current();
  const site: ErrorSite = {
    op: "connect",
    network: "tcp",
    remote: formatAddress(to),
    ...(from === undefined ? {} : { local: formatAddress(from) }),
  };
  const family = familyOf(to.host);
  const fd = openSocket(sys, family, site);
  try {
    applySocketOptions({ sys, fd, family, site }, options);
    if (from !== undefined) bindSource(sys, fd, family, from, site);
    await finishConnect(sys, fd, encodeInetName(sys, family, to) ?? new Uint8Array(0), site, signal);
  } catch (error) {
    sys.close(fd);
    throw error;
  }
  const local = localAddressOf(sys, fd, nameBuffer());
  return new NativeStream(fd, { network: "tcp", local, remote: to });
}

/** `Backend.dialUnix` of the operating system. */
export async function dialUnixNative(path: string, signal: AbortSignal): Promise<Stream> {
  const { sys } = Reactor.current();
  const site: ErrorSite = { op: "connect", network: "unix", remote: path };
  const fd = openSocket(sys, AF_UNIX, site);
  try {
    await finishConnect(sys, fd, encodeUnixName(path), site, signal);
  } catch (error) {
    sys.close(fd);
    throw error;
  }
  return new NativeStream(fd, { network: "unix", local: { path: "" }, remote: { path } });
}

/** A new non-blocking stream socket. @throws SocketError */
export function openSocket(sys: Sys, family: number, site: ErrorSite): number {
  const fd = sys.socket(family, SOCK_STREAM | FLAGS, 0);
  if (fd < 0) throw sysError(fd, site);
  return fd;
}

function bindSource(sys: Sys, fd: number, family: number, from: InetAddress, site: ErrorSite): void {
  // As Node does: a port whose last connection still waits out its time can be used again.
  setInt(sys, fd, SOL_SOCKET, SO_REUSEADDR, 1);
  const name = encodeInetName(sys, family, from);
  if (name === undefined) throw new SocketError("ERR_ADDRESS_NOT_AVAILABLE", { ...site, op: "bind" });
  const result = sys.bind(fd, name);
  if (result < 0) throw sysError(result, { ...site, op: "bind" });
}

async function finishConnect(
  sys: Sys,
  fd: number,
  name: Uint8Array,
  site: ErrorSite,
  signal: AbortSignal,
): Promise<void> {
  let result = sys.connect(fd, name);
  while (result === -EAGAIN) {
    await delay(QUEUE_RETRY_MS, signal);
    result = sys.connect(fd, name);
  }
  if (result === 0) return;
  if (result !== -EINPROGRESS && result !== -EINTR && result !== -EALREADY) throw sysError(result, site);
  const failed = await connected(sys, fd, signal);
  if (failed !== 0) throw sysError(failed, site);
}

/** Waits for the handshake: 0, or the negated error number that ended it. */
async function connected(sys: Sys, fd: number, signal: AbortSignal): Promise<number> {
  const reactor = Reactor.current();
  const readiness = reactor.track(fd);
  const waiter = new Waiter<number>(signal);
  const name = nameBuffer();
  const look = (): void => {
    const error = getInt(sys, fd, SOL_SOCKET, SO_ERROR);
    if (error !== 0) waiter.resolve(error < 0 ? error : -error);
    // No error yet does not mean connected: an event of an earlier state may have come first.
    else if (sys.getpeername(fd, name) !== -ENOTCONN) waiter.resolve(0);
  };
  readiness.onWritable = look;
  reactor.retain();
  try {
    const failed = readiness.writeBlocked();
    return failed < 0 ? failed : await waiter.promise;
  } finally {
    reactor.release();
    readiness.release();
  }
}
