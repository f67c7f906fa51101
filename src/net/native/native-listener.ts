import { chmodSync, fchmodSync, lstatSync, unlinkSync } from "node:fs";
import { SocketError } from "../../errors/index.ts";
import { type Address, formatAddress, type InetAddress, isUnixAddress } from "../address.ts";
import { AF_INET6, AF_UNIX, SOCK_CLOEXEC, SOCK_NONBLOCK } from "../constants/family.ts";
import { IPPROTO_IPV6, IPV6_V6ONLY } from "../constants/ip.ts";
import { SO_REUSEADDR, SO_REUSEPORT, SOL_SOCKET } from "../constants/socket-option.ts";
import { within } from "../deadline.ts";
import type { ErrorSite } from "../errno-table.ts";
import type { Listener } from "../listener.ts";
import type { ListenOptions } from "../options.ts";
import { Reactor } from "../reactor/reactor.ts";
import type { Readiness } from "../reactor/readiness.ts";
import type { Stream, WaitOptions } from "../stream.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { NameBuffer, Sys } from "../sys/sys.ts";
import { Waiter } from "../waiter.ts";
import { applySocketOptions } from "./apply-options.ts";
import { openSocket } from "./native-connect.ts";
import { addressOf, encodeInetName, encodeUnixName, familyOf, localAddressOf, nameBuffer } from "./native-name.ts";
import type { ListeningSocket } from "./native-server.ts";
import { NativeStream } from "./native-stream.ts";
import { setInt, sysError } from "./sys-error.ts";

const { EAGAIN, EADDRNOTAVAIL, ECONNABORTED, EINTR } = LINUX_ERRNO;
const DEFAULT_BACKLOG = 511;
const ACCEPT_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

/** A {@link Listener} on `accept4`: connections wait in the kernel's backlog until somebody asks. */
export class NativeListener implements Listener {
  readonly network: "tcp" | "unix";
  readonly local: Address;
  readonly #sys: Sys;
  readonly #reactor: Reactor;
  readonly #readiness: Readiness;
  readonly #name: NameBuffer = nameBuffer();
  readonly #wildcard: boolean;
  readonly #onClose: () => void;
  #acceptor: Waiter<Stream> | null = null;
  #closed = false;

  /** Takes over a listening, non-blocking descriptor; `onClose` is called once. */
  constructor(fd: number, local: Address, onClose: () => void = () => undefined) {
    this.network = isUnixAddress(local) ? "unix" : "tcp";
    this.local = local;
    this.#reactor = Reactor.current();
    this.#sys = this.#reactor.sys;
    this.#readiness = this.#reactor.track(fd);
    this.#wildcard = !isUnixAddress(local) && (local.host === "0.0.0.0" || local.host === "::");
    this.#onClose = onClose;
  }

  accept(options?: WaitOptions): Promise<Stream> {
    if (options === undefined) return this.#next(undefined);
    return within(
      options,
      (limit) => new SocketError("ERR_TIMEOUT", { ...this.#site(), hint: `nobody came within ${limit} ms` }),
      (signal) => this.#next(signal),
    );
  }

  /** Gives the descriptor away; the listener is closed afterwards. */
  detach(): ListeningSocket {
    this.#closed = true;
    this.#readiness.release();
    return { fd: this.#readiness.fd, local: this.local, wildcard: this.#wildcard, onClose: this.#onClose };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const acceptor = this.#acceptor;
    this.#endAccept();
    this.#readiness.release();
    this.#sys.close(this.#readiness.fd);
    acceptor?.reject(new SocketError("ERR_CLOSED", this.#site()));
    this.#onClose();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Stream, void, undefined> {
    while (!this.#closed) {
      const stream = await this.accept().catch((error: unknown) => {
        if (!this.#closed) throw error;
      });
      if (stream !== undefined) yield stream;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #next(signal: AbortSignal | undefined): Promise<Stream> {
    if (this.#closed) return Promise.reject(new SocketError("ERR_CLOSED", this.#site()));
    if (this.#acceptor !== null) return Promise.reject(new SocketError("ERR_BUSY", this.#site()));
    const now = this.#readiness.readable;
    const mayTry = now && this.#reactor.spend();
    if (mayTry) {
      const stream = this.#attempt();
      if (stream instanceof SocketError) return Promise.reject(stream);
      if (stream !== undefined) return Promise.resolve(stream);
    }
    const waiter = new Waiter<Stream>(signal, () => this.#endAccept());
    if (signal?.aborted) return waiter.promise;
    this.#acceptor = waiter;
    this.#reactor.retain();
    this.#readiness.onReadable = () => this.#serve();
    if (now && !mayTry) this.#reactor.yield(() => this.#serve());
    return waiter.promise;
  }

  #attempt(): Stream | undefined | SocketError {
    const name = this.#name;
    const { fd } = this.#readiness;
    let result = this.#sys.accept(fd, ACCEPT_FLAGS, name);
    // A connection that was gone before anybody took it is none.
    while (result === -EINTR || result === -ECONNABORTED) result = this.#sys.accept(fd, ACCEPT_FLAGS, name);
    if (result === -EAGAIN) result = this.#readiness.readBlocked();
    else if (result >= 0) return this.#wrap(result);
    return result === 0 ? undefined : sysError(result, this.#site());
  }

  #wrap(fd: number): Stream {
    const { bytes, length } = this.#name;
    const remote = this.network === "unix" ? { path: "" } : addressOf(this.#sys, bytes, length);
    const local = this.#wildcard ? localAddressOf(this.#sys, fd, this.#name) : this.local;
    return new NativeStream(fd, { network: this.network, local, remote });
  }

  #serve(): void {
    const acceptor = this.#acceptor;
    if (acceptor === null) return;
    const stream = this.#attempt();
    if (stream === undefined) return;
    this.#endAccept();
    if (stream instanceof SocketError) acceptor.reject(stream);
    else acceptor.resolve(stream);
  }

  #endAccept(): void {
    if (this.#acceptor === null) return;
    this.#acceptor = null;
    this.#readiness.onReadable = null;
    this.#reactor.release();
  }

  #site(): ErrorSite {
    return { op: "accept", network: this.network, local: formatAddress(this.local) };
  }
}

/** `Backend.listenInet` of the operating system. */
export async function listenInetNative(at: InetAddress, options: ListenOptions): Promise<Listener> {
  const { sys } = Reactor.current();
  const site: ErrorSite = { op: "listen", network: "tcp", local: formatAddress(at) };
  const family = familyOf(at.host);
  const fd = openSocket(sys, family, site);
  try {
    setInt(sys, fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (options.reusePort === true) setInt(sys, fd, SOL_SOCKET, SO_REUSEPORT, 1);
    applySocketOptions({ sys, fd, family, site }, options.socket ?? {});
    if (family === AF_INET6) setInt(sys, fd, IPPROTO_IPV6, IPV6_V6ONLY, options.ipv6Only === true ? 1 : 0);
    const name = encodeInetName(sys, family, at);
    const result = name === undefined ? -EADDRNOTAVAIL : startListening(sys, fd, name, options);
    if (result < 0) throw sysError(result, site);
  } catch (error) {
    sys.close(fd);
    throw error;
  }
  return new NativeListener(fd, localAddressOf(sys, fd, nameBuffer()));
}

/** `Backend.listenUnix` of the operating system. */
export async function listenUnixNative(path: string, options: ListenOptions): Promise<Listener> {
  const { sys } = Reactor.current();
  const site: ErrorSite = { op: "listen", network: "unix", local: path };
  const fd = openSocket(sys, AF_UNIX, site);
  const abstract = path.startsWith("@");
  const mode = options.mode ?? 0o600;
  // The kernel gives the file the socket's own mode less the mask (unix(7)): no moment in which others may connect.
  if (!abstract) fchmodSync(fd, mode);
  const result = startListening(sys, fd, encodeUnixName(path), options);
  if (result < 0) {
    sys.close(fd);
    throw sysError(result, site);
  }
  if (abstract) return new NativeListener(fd, { path });
  chmodSync(path, mode);
  const { ino } = lstatSync(path);
  return new NativeListener(fd, { path }, () => removeFile(path, ino));
}

function startListening(sys: Sys, fd: number, name: Uint8Array, options: ListenOptions): number {
  const result = sys.bind(fd, name);
  return result < 0 ? result : sys.listen(fd, options.backlog ?? DEFAULT_BACKLOG);
}

/** Removes the socket file, unless another one has taken its place. */
function removeFile(path: string, ino: number): void {
  try {
    if (lstatSync(path).ino === ino) unlinkSync(path);
  } catch {
    // Gone already.
  }
}
