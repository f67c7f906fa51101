import type { ResolverSys } from "./resolver-sys.ts";

/** Room for the socket address that a call fills in. */
export interface NameBuffer {
  /** At least 128 bytes, the size of `struct sockaddr_storage`. */
  readonly bytes: Uint8Array;
  /** How many of them the last call filled; the kernel may say more than there is room for. */
  length: number;
}

/** What `recvmsg` needs and what it fills in. */
export interface MessageBuffers {
  /** Where the data goes, in order; may be empty. */
  readonly into: readonly Uint8Array[];
  /** Where the ancillary data goes; null asks for none. */
  readonly control: Uint8Array | null;
  readonly name: NameBuffer;
  /** Filled in: bytes of ancillary data. */
  controlLength: number;
  /** Filled in: `MSG_TRUNC`, `MSG_CTRUNC`, … */
  flags: number;
}

/** Memory that stays where it is, so that calls reach it by its address and skip the look at a typed array. */
export interface PinnedMemory {
  /** All of it; holding this object keeps it alive. Somebody may have transferred it away: then it has no length. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly address: number;
}

/** Watches one descriptor from Node's event loop. */
export interface LoopWatch {
  /** Keeps the process alive. */
  ref(): void;
  unref(): void;
  close(): void;
}

/** Destinations of one payload, laid out for the kernel once and used again and again. */
export interface FanOut {
  /** How many destinations have room. */
  readonly capacity: number;
  /** Writes the destination at a place. */
  set(index: number, name: Uint8Array): void;
}

/** A vector of datagrams for `sendmmsg` and `recvmmsg`; owned by the backend that made it. */
export interface DatagramVector {
  /** How many datagrams it holds at most. */
  readonly capacity: number;
  /**
   * Puts one send into slot `index`: `length` bytes of `memory` from `offset` on, which must stay unchanged until the call
   * that sends them returns; with `segmentBytes` as datagrams of that size, of which the last may be shorter (`UDP_SEGMENT`).
   * The bytes of a `name` never change; an empty one is the peer of a connected socket.
   */
  setSend(
    index: number,
    memory: PinnedMemory,
    offset: number,
    length: number,
    name: Uint8Array,
    segmentBytes: number,
  ): void;
  /** Makes slot `index` ready to receive into `bytes`. */
  setReceive(index: number, bytes: Uint8Array, control: Uint8Array | null): void;
  /** After `recvmmsg`: bytes received in slot `index`. */
  lengthOf(index: number): number;
  flagsOf(index: number): number;
  controlLengthOf(index: number): number;
  /** After `recvmmsg`: the sender's address, a view that the next call overwrites. */
  nameOf(index: number): Uint8Array;
  /** After `recvmmsg`: whether slot `index` has the sender that `name`, a copy of {@link nameOf}, says; without a view. */
  isFrom(index: number, name: Int32Array): boolean;
}

/**
 * The operating system's socket calls, one method per call. Nothing here waits unless it says so, throws, or knows of
 * timeouts: a result below zero is the negated error number (`-EAGAIN`). Arguments are trusted; `Socket` checks them.
 * One implementation per platform; see {@link loadSys}.
 */
export interface Sys extends ResolverSys {
  readonly name: string;

  socket(family: number, type: number, protocol: number): number;
  socketpair(family: number, type: number, protocol: number, fds: Int32Array): number;
  bind(fd: number, name: Uint8Array): number;
  listen(fd: number, backlog: number): number;
  connect(fd: number, name: Uint8Array): number;
  /** `accept4`; `flags` may hold `SOCK_CLOEXEC` and `SOCK_NONBLOCK`. */
  accept(fd: number, flags: number, peer: NameBuffer): number;
  getsockname(fd: number, name: NameBuffer): number;
  getpeername(fd: number, name: NameBuffer): number;
  shutdown(fd: number, how: number): number;
  close(fd: number): number;
  /** `fcntl(F_DUPFD_CLOEXEC)`. */
  dup(fd: number): number;

  recv(fd: number, into: Uint8Array, length: number, flags: number): number;
  /** Allocates memory for {@link recvAt} and {@link sendAt}. It cannot be transferred to another thread by mistake. */
  allocate(bytes: number): PinnedMemory;
  /** `recv` into `memory` from `offset` on. `memory` must have its length still, and reach so far. */
  recvAt(fd: number, memory: PinnedMemory, offset: number, length: number, flags: number): number;
  /** `send` of what {@link recvAt} has put into `memory`. */
  sendAt(fd: number, memory: PinnedMemory, offset: number, length: number, flags: number): number;
  recvfrom(fd: number, into: Uint8Array, length: number, flags: number, from: NameBuffer): number;
  send(fd: number, bytes: Uint8Array, length: number, flags: number): number;
  sendto(fd: number, bytes: Uint8Array, length: number, flags: number, to: Uint8Array): number;
  recvmsg(fd: number, message: MessageBuffers, flags: number): number;
  sendmsg(
    fd: number,
    parts: readonly Uint8Array[],
    control: Uint8Array | null,
    flags: number,
    to: Uint8Array | null,
  ): number;
  makeVector(capacity: number): DatagramVector;
  sendmmsg(fd: number, vector: DatagramVector, start: number, count: number, flags: number): number;
  recvmmsg(fd: number, vector: DatagramVector, count: number, flags: number): number;
  /** Room for the destinations of {@link sendFanOut}. */
  makeFanOut(capacity: number): FanOut;
  /** `sendmmsg` of one payload to the destinations from `start` on, `count` of them. Returns how many were sent. */
  sendFanOut(fd: number, fanOut: FanOut, bytes: Uint8Array, start: number, count: number, flags: number): number;

  /** Returns the length of the value. */
  getsockopt(fd: number, level: number, option: number, into: Uint8Array): number;
  /** `value` null passes a null pointer with `length`, as CPython's `setsockopt(level, name, None, length)`. */
  setsockopt(fd: number, level: number, option: number, value: Uint8Array | null, length: number): number;
  /** `fcntl(F_GETFL) & O_NONBLOCK`: 1 or 0. */
  getNonblocking(fd: number): number;
  setNonblocking(fd: number, on: boolean): number;
  /** `ioctl` with a pointer to `argument`. */
  ioctl(fd: number, request: number, argument: Uint8Array): number;

  /** Waits for `events` of `poll(2)` at most `timeoutMs` (-1: for ever) and blocks the thread. Returns revents; 0 is a timeout. */
  poll(fd: number, events: number, timeoutMs: number): number;
  epollCreate(): number;
  /** `operation` is `EPOLL_CTL_ADD` 1, `DEL` 2 or `MOD` 3; `token` comes back beside `fd` in the ready list. */
  epollControl(epoll: number, operation: number, fd: number, events: number, token: number): number;
  /** Fills `ready` with triples of events, fd, token; returns how many triples. */
  epollWait(epoll: number, ready: Int32Array, timeoutMs: number): number;
  /** A `timerfd`, readable when its time has come; closed by {@link close}. */
  timerCreate(): number;
  /** Lets it expire once, after 1 to 999,999 microseconds. */
  timerStart(timer: number, microseconds: number): number;
  /** Calls `onReadable` from Node's event loop whenever `fd` is readable; level-triggered. Starts referenced. */
  watch(fd: number, onReadable: () => void): LoopWatch;

  /** `sendfile(2)` at `offset` of the file; blocks when the file is not in the page cache. */
  sendfile(out: number, file: number, offset: number, count: number): number;
  /** The same on libuv's thread pool, so that a cold file does not hold the event loop. `out` must be non-blocking. */
  sendfileAsync(out: number, file: number, offset: number, count: number): Promise<number>;
  splice(from: number, to: number, count: number, flags: number): number;
  pipe(fds: Int32Array): number;
  /** `fcntl(F_SETPIPE_SZ)`. Returns the size that the pipe has got. */
  setPipeSize(fd: number, bytes: number): number;
  /**
   * Whether the `count` bytes from `offset` on, which the file has, are in the page cache: `cachestat(2)` and, because it
   * counts what is only being read, a look at one byte of each 512 KiB (`preadv2(RWF_NOWAIT)`); where it is missing, of each
   * 128 KiB, which is as far as the kernel reads ahead.
   */
  isCached(file: number, offset: number, count: number): boolean;
}
