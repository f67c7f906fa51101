import { SocketError, type SocketNetwork, type SocketOperation } from "../../errors/index.ts";
import { AF_INET, AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_STREAM } from "../constants/family.ts";
import { codeOfErrno } from "../errno-table.ts";
import { LINUX_ERRNO, linuxErrnoName } from "../sys/linux-errno.ts";
import { decodeName, NAME_BYTES, type SocketName } from "../sys/sockaddr.ts";
import type { NameBuffer, Sys } from "../sys/sys.ts";
import { printName } from "./print-name.ts";

// Calls never nest, so one buffer serves all sockets of a thread: an idle socket stays small.
const LAST_NAME: NameBuffer = { bytes: Buffer.allocUnsafeSlow(NAME_BYTES), length: 0 };

/** One open socket descriptor with what is known of it, and the errors of calls on it. */
export class Descriptor {
  readonly sys: Sys;
  readonly family: number;
  readonly type: number;
  readonly protocol: number;
  /** The encoded address of the last connect, or of the accepted peer; it is only printed in errors. */
  peer: Uint8Array | null = null;
  #fd: number;

  constructor(sys: Sys, fd: number, family: number, type: number, protocol: number) {
    this.sys = sys;
    this.#fd = fd;
    this.family = family;
    this.type = type;
    this.protocol = protocol;
  }

  /** The number, or -1 once it is closed or detached. */
  get fd(): number {
    return this.#fd;
  }

  /** Where calls put the addresses they return; read it before the next call. */
  get name(): NameBuffer {
    return LAST_NAME;
  }

  /** Forgets the number and returns it. */
  take(): number {
    const fd = this.#fd;
    this.#fd = -1;
    return fd;
  }

  /** Whether a short read proves that nothing more is there: true of Internet streams only. */
  get drainsOnShortRead(): boolean {
    return this.type === SOCK_STREAM && (this.family === AF_INET || this.family === AF_INET6);
  }

  /**
   * Whether nothing says when there is room again: the queue that is full is the receiver's, and the kernel reports it
   * to connected senders only (unix_dgram_poll).
   */
  get writesUnreported(): boolean {
    return this.family === AF_UNIX && this.type === SOCK_DGRAM;
  }

  get network(): SocketNetwork {
    if (this.family === AF_UNIX) return "unix";
    if (this.family !== AF_INET && this.family !== AF_INET6) return "socket";
    if (this.type === SOCK_STREAM) return "tcp";
    return this.type === SOCK_DGRAM ? "udp" : "socket";
  }

  /** The result, when it is no error. @throws SocketError when it is a negated error number */
  checked(op: SocketOperation, result: number, remote?: Uint8Array | null): number {
    if (result >= 0) return result;
    throw this.error(op, -result, remote);
  }

  /** The error of a call that failed with `errno`. */
  error(op: SocketOperation, errno: number, remote: Uint8Array | null = this.peer): SocketError {
    const name = linuxErrnoName(errno);
    const local = this.#printedLocal(op);
    return new SocketError(codeOfErrno(name), {
      op,
      network: this.network,
      errno,
      errnoName: name,
      ...(local === undefined ? {} : { local }),
      ...(remote === null ? {} : { remote: printName(decodeName(remote)) }),
    });
  }

  /** The socket is closed: `ERR_CLOSED` with errno EBADF, as Python says it. */
  closed(op: SocketOperation): SocketError {
    return new SocketError("ERR_CLOSED", {
      op,
      network: this.network,
      errno: LINUX_ERRNO.EBADF,
      errnoName: "EBADF",
    });
  }

  /** The call took longer than the socket's timeout. */
  timedOut(op: SocketOperation): SocketError {
    const remote = this.peer === null ? {} : { remote: printName(decodeName(this.peer)) };
    return new SocketError("ERR_TIMEOUT", { op, network: this.network, ...remote });
  }

  /** The call found another one of its kind waiting. */
  busy(op: SocketOperation): SocketError {
    return new SocketError("ERR_BUSY", { op, network: this.network });
  }

  /** The address that the last call put into {@link name}; null when it put none. */
  lastName(): SocketName | null {
    return this.name.length === 0 ? null : decodeName(this.name.bytes, this.name.length);
  }

  #printedLocal(op: SocketOperation): string | undefined {
    if (this.#fd < 0 || (op !== "listen" && op !== "accept")) return undefined;
    const name: NameBuffer = { bytes: new Uint8Array(NAME_BYTES), length: 0 };
    if (this.sys.getsockname(this.#fd, name) < 0) return undefined;
    return printName(decodeName(name.bytes, name.length));
  }
}
