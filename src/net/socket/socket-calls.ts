import { SOL_SOCKET, SO_DOMAIN, SO_PROTOCOL, SO_TYPE } from "../constants/socket-option.ts";
import { SHUT_RD, SHUT_RDWR, SHUT_WR, SOCK_CLOEXEC, SOCK_NONBLOCK, SOMAXCONN } from "../constants/family.ts";
import { SocketError, type SocketOperation } from "../../errors/index.ts";
import { codeOfErrno } from "../errno-table.ts";
import { LINUX_ERRNO, linuxErrnoName } from "../sys/linux-errno.ts";
import { loadSys } from "../sys/load-sys.ts";
import type { SocketName } from "../sys/sockaddr.ts";
import type { Sys } from "../sys/sys.ts";
import { type BytesLike, checkInt, checkSize, toBytes } from "./bytes-like.ts";
import { Descriptor } from "./descriptor.ts";
import { printName } from "./print-name.ts";
import { type AddressLike, encodeAddressSync } from "./socket-address.ts";

const INT_BYTES = 4;
/** Python's own limit of `getsockopt`. */
const OPTION_BYTES = 1024;
/** What the kernel's time can hold, as Python has it. */
const MAX_TIMEOUT_SECONDS = 9_223_372_036;
/** Errors of close that only repeat what reading would have said (ECONNRESET), or come after the closing (EINTR). */
const HARMLESS_AT_CLOSE: readonly number[] = [-LINUX_ERRNO.ECONNRESET, -LINUX_ERRNO.EINTR];

/** The calls of a socket that never wait: the common half of `Socket` and of its blocking form. */
export abstract class SocketCalls {
  protected readonly descriptor: Descriptor;
  #timeout: number | null = null;
  #files = 0;
  #closing = false;

  protected constructor(descriptor: Descriptor) {
    this.descriptor = descriptor;
  }

  /** `AF_INET`, `AF_INET6`, `AF_UNIX`, … */
  get family(): number {
    return this.descriptor.family;
  }

  /** `SOCK_STREAM`, `SOCK_DGRAM`, `SOCK_SEQPACKET`, `SOCK_RAW`. */
  get type(): number {
    return this.descriptor.type;
  }

  get proto(): number {
    return this.descriptor.protocol;
  }

  /** The descriptor's number; -1 once the socket is closed or detached. */
  fileno(): number {
    return this.descriptor.fd;
  }

  /** Whether the socket is closed or detached. */
  get closed(): boolean {
    return this.descriptor.fd < 0;
  }

  /**
   * Ties the socket to a local address. A host name that is no numeric address is looked up in this thread.
   * @throws SocketError `ERR_ADDRESS_IN_USE`, `ERR_ADDRESS_NOT_AVAILABLE`, `ERR_ACCESS`, `ERR_HOST_UNKNOWN`; bind(2)
   */
  bind(address: AddressLike): void {
    const { sys, family } = this.descriptor;
    const name = encodeAddressSync(sys, family, address);
    this.descriptor.checked("bind", sys.bind(this.open("bind"), name), name);
  }

  /**
   * Lets others connect. `backlog` is how many finished connections wait for `accept`; a negative one counts as 0 and
   * the kernel caps it at `net.core.somaxconn`.
   * @throws SocketError `ERR_ADDRESS_IN_USE`, `ERR_UNSUPPORTED`; listen(2)
   */
  listen(backlog: number = Math.min(SOMAXCONN, 128)): void {
    checkInt(backlog, "backlog");
    const fd = this.open("listen");
    this.descriptor.checked("listen", this.descriptor.sys.listen(fd, Math.max(0, backlog)));
  }

  /** This side's address. @throws SocketError; getsockname(2) */
  getsockname(): SocketName {
    const { descriptor } = this;
    descriptor.checked("getsockname", descriptor.sys.getsockname(this.open("getsockname"), descriptor.name));
    return descriptor.lastName() ?? "";
  }

  /** The other side's address. @throws SocketError `ERR_NOT_CONNECTED`; getpeername(2) */
  getpeername(): SocketName {
    const { descriptor } = this;
    descriptor.checked("getpeername", descriptor.sys.getpeername(this.open("getpeername"), descriptor.name));
    return descriptor.lastName() ?? "";
  }

  /** Reads an option that is an `int`. @throws SocketError `ERR_UNSUPPORTED` when the protocol has no such option */
  getsockopt(level: number, option: number): number;
  /** Reads an option of at most `length` (1–1024) bytes, as it is in memory. */
  getsockopt(level: number, option: number, length: number): Uint8Array;
  getsockopt(level: number, option: number, length = 0): number | Uint8Array {
    checkInt(level, "level");
    checkInt(option, "option");
    checkInt(length, "length");
    if (length < 0 || length > OPTION_BYTES) throw new RangeError(`length must be 0-${OPTION_BYTES}, got ${length}`);
    const { descriptor } = this;
    const value = new Uint8Array(Math.max(length, INT_BYTES));
    const into = length === 0 ? value : value.subarray(0, length);
    const got = descriptor.checked(
      "getsockopt",
      descriptor.sys.getsockopt(this.open("getsockopt"), level, option, into),
    );
    if (length === 0) return new DataView(value.buffer).getInt32(0, true);
    return into.slice(0, Math.min(got, length));
  }

  /** Sets an option that is an `int`, or one that is a structure in bytes; true and false are 1 and 0. */
  setsockopt(level: number, option: number, value: number | boolean | BytesLike): void;
  /** Passes a null pointer with a length, for example to `ALG_SET_AEAD_AUTHSIZE`. */
  setsockopt(level: number, option: number, value: null, length: number): void;
  setsockopt(level: number, option: number, value: number | boolean | BytesLike | null, length?: number): void {
    checkInt(level, "level");
    checkInt(option, "option");
    const { descriptor } = this;
    const fd = this.open("setsockopt");
    let bytes: Uint8Array | null;
    if (value === null) {
      if (length === undefined) throw new TypeError("setsockopt with null wants a length");
      checkSize(length, "length");
      bytes = null;
    } else if (length !== undefined) {
      throw new TypeError("setsockopt takes a length only with null");
    } else if (typeof value === "number" || typeof value === "boolean") {
      checkInt(Number(value), "value");
      bytes = new Uint8Array(Int32Array.of(Number(value)).buffer);
    } else bytes = toBytes(value, "value");
    const result = descriptor.sys.setsockopt(fd, level, option, bytes, bytes?.length ?? length ?? 0);
    descriptor.checked("setsockopt", result);
  }

  /** Ends one or both directions: `SHUT_RD`, `SHUT_WR` (sends FIN), `SHUT_RDWR`. @throws SocketError `ERR_NOT_CONNECTED` */
  shutdown(how: number): void {
    if (how !== SHUT_RD && how !== SHUT_WR && how !== SHUT_RDWR) {
      throw new RangeError(`how must be SHUT_RD, SHUT_WR or SHUT_RDWR, got ${String(how)}`);
    }
    this.descriptor.checked("shutdown", this.descriptor.sys.shutdown(this.open("shutdown"), how));
  }

  /** True: calls wait (for ever). False: they fail at once with `ERR_WOULD_BLOCK`. The same as `settimeout(null)` and `settimeout(0)`. */
  setblocking(blocking: boolean): void {
    this.settimeout(blocking ? null : 0);
  }

  getblocking(): boolean {
    return this.#timeout !== 0;
  }

  /**
   * How long a call waits, in seconds: null is for ever (the default), 0 not at all (`ERR_WOULD_BLOCK`), else the call
   * fails with `ERR_TIMEOUT` after that time. The kernel's O_NONBLOCK follows, as with Python.
   */
  settimeout(seconds: number | null): void {
    if (seconds !== null) {
      if (typeof seconds !== "number" || Number.isNaN(seconds)) throw new TypeError("timeout must be a number or null");
      if (seconds < 0) throw new RangeError("timeout must not be negative");
      if (seconds > MAX_TIMEOUT_SECONDS) throw new RangeError(`timeout must be at most ${MAX_TIMEOUT_SECONDS} seconds`);
    }
    const fd = this.open("setsockopt");
    this.descriptor.checked("setsockopt", this.descriptor.sys.setNonblocking(fd, seconds !== null));
    this.#timeout = seconds;
  }

  /** Seconds, 0 for non-blocking, null for ever. */
  gettimeout(): number | null {
    return this.#timeout;
  }

  /**
   * Closes the descriptor. Calls that wait end with `ERR_CLOSED`. While a file of `makefile` is open, the closing waits
   * for the file's. Idempotent.
   * @throws SocketError an error that the close itself reports (`ERR_RESET` of a peer is not one of them)
   */
  close(): void {
    const fd = this.descriptor.fd;
    if (fd < 0) return;
    this.#closing = true;
    if (this.#files > 0) return;
    this.released();
    this.descriptor.take();
    const result = this.descriptor.sys.close(fd);
    if (result < 0 && !HARMLESS_AT_CLOSE.includes(result)) throw this.descriptor.error("close", -result);
  }

  /** Gives the descriptor away without closing it and returns its number; this object is closed then. */
  detach(): number {
    if (this.descriptor.fd >= 0) this.released();
    return this.descriptor.take();
  }

  /** As Python prints it: `<socket fd=20, family=2, type=1, proto=0, laddr=127.0.0.1:8080>`. */
  toString(): string {
    const { fd, family, type, protocol, sys, name } = this.descriptor;
    if (fd < 0) return `<socket [closed] fd=-1, family=${family}, type=${type}, proto=${protocol}>`;
    const ends = (["getsockname", "getpeername"] as const).map((call, index) => {
      const printed = sys[call](fd, name) < 0 ? "" : printName(this.descriptor.lastName() ?? "");
      return printed === "" ? "" : `, ${index === 0 ? "laddr" : "raddr"}=${printed}`;
    });
    return `<socket fd=${fd}, family=${family}, type=${type}, proto=${protocol}${ends.join("")}>`;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The descriptor's number. @throws SocketError `ERR_CLOSED` */
  protected open(op: SocketOperation): number {
    const { fd } = this.descriptor;
    if (fd < 0) throw this.descriptor.closed(op);
    return fd;
  }

  /** The descriptor is about to be closed or given away: waiting calls must end. */
  protected abstract released(): void;

  /** A file of this socket is open until the returned function is called. */
  protected openFile(): () => void {
    this.open("recv");
    this.#files++;
    return () => {
      if (--this.#files === 0 && this.#closing) this.close();
    };
  }

  /** Sets the timeout without touching the kernel's flag, for a descriptor that has it already. */
  protected adoptTimeout(seconds: number | null): void {
    this.#timeout = seconds;
  }

  /** A new descriptor of the same open socket. */
  protected duplicate(): Descriptor {
    const { sys, family, type, protocol } = this.descriptor;
    const fd = this.descriptor.checked("dup", sys.dup(this.open("dup")));
    return new Descriptor(sys, fd, family, type, protocol);
  }
}

// console.log prints a socket as toString does.
Object.defineProperty(SocketCalls.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: SocketCalls): string {
    return this.toString();
  },
});

/** Opens a new socket descriptor, not inherited by child processes. @throws SocketError `ERR_UNSUPPORTED`, `ERR_ACCESS`, `ERR_TOO_MANY_FILES` */
export function openDescriptor(sys: Sys, family: number, type: number, protocol: number): Descriptor {
  checkInt(family, "family");
  checkInt(type, "type");
  checkInt(protocol, "proto");
  const fd = sys.socket(family, type | SOCK_CLOEXEC, protocol);
  if (fd < 0) throw socketFailure("socket", -fd);
  return new Descriptor(sys, fd, family, type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK), protocol);
}

/** Wraps a descriptor that exists, asking the kernel what it is. @throws SocketError `ERR_NOT_A_SOCKET`, `ERR_CLOSED` */
export function describeDescriptor(sys: Sys, fd: number): Descriptor {
  checkSize(fd, "fd");
  const [family, type, protocol] = [SO_DOMAIN, SO_TYPE, SO_PROTOCOL].map((option) => {
    const value = new Uint8Array(INT_BYTES);
    const result = sys.getsockopt(fd, SOL_SOCKET, option, value);
    if (result < 0) throw socketFailure("socket", -result);
    return new DataView(value.buffer).getInt32(0, true);
  }) as [number, number, number];
  return new Descriptor(sys, fd, family, type, protocol);
}

/** A copy of the descriptor `fd`, which stays open. What it is, is not asked but told. @throws SocketError `ERR_CLOSED` */
export function duplicateOf(fd: number, family: number, type: number, protocol: number): Descriptor {
  checkSize(fd, "fd");
  const sys = loadSys();
  const copy = sys.dup(fd);
  if (copy < 0) throw socketFailure("dup", -copy);
  return new Descriptor(sys, copy, family, type, protocol);
}

/** The error of a call that has no socket yet. */
export function socketFailure(op: SocketOperation, errno: number): SocketError {
  const errnoName = linuxErrnoName(errno);
  return new SocketError(codeOfErrno(errnoName), { op, network: "socket", errno, errnoName });
}
