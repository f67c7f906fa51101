import { markAsUntransferable } from "node:worker_threads";
import type { Koffi, NativeFunction } from "./koffi.ts";
import { KoffiMessages } from "./koffi-linux-message.ts";
import { KoffiPageCache } from "./koffi-linux-page-cache.ts";
import { KoffiResolver } from "./koffi-linux-resolver.ts";
import type { DatagramVector, FanOut, LoopWatch, MessageBuffers, NameBuffer, PinnedMemory, Sys } from "./sys.ts";

const F_GETFL = 3;
const F_SETFL = 4;
const F_DUPFD_CLOEXEC = 1030;
const F_SETPIPE_SZ = 1031;
const O_NONBLOCK = 0x800;
const O_CLOEXEC = 0x80000;
const EPOLL_CLOEXEC = 0x80000;
const CLOCK_MONOTONIC = 1;

const PROTOTYPES = {
  socket: "int socket(int, int, int)",
  socketpair: "int socketpair(int, int, int, void *)",
  bind: "int bind(int, void *, uint32_t)",
  listen: "int listen(int, int)",
  connect: "int connect(int, void *, uint32_t)",
  accept4: "int accept4(int, void *, void *, int)",
  getsockname: "int getsockname(int, void *, void *)",
  getpeername: "int getpeername(int, void *, void *)",
  shutdown: "int shutdown(int, int)",
  close: "int close(int)",
  fcntl: "int fcntl(int, int, int)",
  ioctl: "int ioctl(int, unsigned long, void *)",
  // Linux moves less than 2 GiB in one call, and an int is the cheapest result.
  recv: "int recv(int, void *, size_t, int)",
  recvfrom: "int recvfrom(int, void *, size_t, int, void *, void *)",
  send: "int send(int, void *, size_t, int)",
  sendto: "int sendto(int, void *, size_t, int, void *, uint32_t)",
  // The same calls with an address as a number, which costs koffi no look at a typed array.
  recvAt: ["recv", "int", ["int", "intptr_t", "size_t", "int"]],
  sendAt: ["send", "int", ["int", "intptr_t", "size_t", "int"]],
  getsockopt: "int getsockopt(int, int, int, void *, void *)",
  setsockopt: "int setsockopt(int, int, int, void *, uint32_t)",
  poll: "int poll(void *, unsigned long, int)",
  epoll_create1: "int epoll_create1(int)",
  epoll_ctl: "int epoll_ctl(int, int, int, void *)",
  epoll_wait: "int epoll_wait(int, void *, int, int)",
  // Offsets have 64 bits here by any name, and musl has only this one.
  sendfile: "intptr_t sendfile(int, int, void *, size_t)",
  splice: "intptr_t splice(int, void *, int, void *, size_t, unsigned int)",
  timerfd_create: "int timerfd_create(int, int)",
  timerfd_settime: "int timerfd_settime(int, int, void *, void *)",
  pipe2: "int pipe2(void *, int)",
} as const;

type Libc = Readonly<Record<keyof typeof PROTOTYPES, NativeFunction>>;

/** Socket calls of Linux (x64, arm64; glibc, musl) through koffi. */
export class KoffiLinux extends KoffiResolver implements Sys {
  readonly name = "koffi-linux";
  readonly #koffi: Koffi;
  readonly #libc: Libc;
  readonly #messages: KoffiMessages;
  readonly #pageCache: KoffiPageCache;
  // Scratch of the calls that take small structures; calls never nest, so one of each is enough per thread.
  readonly #length: Uint32Array = new Uint32Array(Buffer.allocUnsafeSlow(8).buffer, 0, 1);
  readonly #pollfd: DataView = new DataView(Buffer.allocUnsafeSlow(8).buffer);
  readonly #offset: BigInt64Array = new BigInt64Array(Buffer.allocUnsafeSlow(8).buffer, 0, 1);
  // struct itimerspec: seconds and nanoseconds of the interval, and of the first time.
  readonly #timer: BigInt64Array = new BigInt64Array(Buffer.allocUnsafeSlow(32).fill(0).buffer, 0, 4);
  readonly #epoll: EpollLayout = EPOLL_LAYOUTS[process.arch === "x64" ? "packed" : "natural"];
  readonly #epollEvent: Int32Array = new Int32Array(Buffer.allocUnsafeSlow(16).buffer, 0, 4);
  #epollList: Int32Array = new Int32Array(0);

  constructor(koffi: Koffi) {
    const library = koffi.load(null);
    super(koffi, library);
    this.#koffi = koffi;
    this.#libc = Object.fromEntries(
      Object.entries(PROTOTYPES).map(([name, definition]) => [
        name,
        typeof definition === "string"
          ? library.func(definition)
          : library.func(definition[0], definition[1], definition[2]),
      ]),
    ) as Libc;
    this.#messages = new KoffiMessages(koffi, library);
    this.#pageCache = new KoffiPageCache(koffi, library);
  }

  socket(family: number, type: number, protocol: number): number {
    return this.#checked(this.#libc.socket(family, type, protocol));
  }

  socketpair(family: number, type: number, protocol: number, fds: Int32Array): number {
    return this.#checked(this.#libc.socketpair(family, type, protocol, fds));
  }

  bind(fd: number, name: Uint8Array): number {
    return this.#checked(this.#libc.bind(fd, name, name.length));
  }

  listen(fd: number, backlog: number): number {
    return this.#checked(this.#libc.listen(fd, backlog));
  }

  connect(fd: number, name: Uint8Array): number {
    return this.#checked(this.#libc.connect(fd, name, name.length));
  }

  accept(fd: number, flags: number, peer: NameBuffer): number {
    this.#length[0] = peer.bytes.length;
    const result = this.#checked(this.#libc.accept4(fd, peer.bytes, this.#length, flags));
    peer.length = this.#length[0];
    return result;
  }

  getsockname(fd: number, name: NameBuffer): number {
    return this.#named(this.#libc.getsockname, fd, name);
  }

  getpeername(fd: number, name: NameBuffer): number {
    return this.#named(this.#libc.getpeername, fd, name);
  }

  #named(call: NativeFunction, fd: number, name: NameBuffer): number {
    this.#length[0] = name.bytes.length;
    const result = this.#checked(call(fd, name.bytes, this.#length));
    name.length = this.#length[0];
    return result;
  }

  shutdown(fd: number, how: number): number {
    return this.#checked(this.#libc.shutdown(fd, how));
  }

  close(fd: number): number {
    return this.#checked(this.#libc.close(fd));
  }

  dup(fd: number): number {
    return this.#checked(this.#libc.fcntl(fd, F_DUPFD_CLOEXEC, 0));
  }

  recv(fd: number, into: Uint8Array, length: number, flags: number): number {
    return this.#checked(this.#libc.recv(fd, into, length, flags));
  }

  allocate(bytes: number): PinnedMemory {
    const memory = Buffer.allocUnsafeSlow(bytes);
    markAsUntransferable(memory.buffer);
    return { bytes: memory, address: Number(this.#koffi.address(memory)) };
  }

  recvAt(fd: number, memory: PinnedMemory, offset: number, length: number, flags: number): number {
    return this.#checked(this.#libc.recvAt(fd, memory.address + offset, length, flags));
  }

  sendAt(fd: number, memory: PinnedMemory, offset: number, length: number, flags: number): number {
    return this.#checked(this.#libc.sendAt(fd, memory.address + offset, length, flags));
  }

  recvfrom(fd: number, into: Uint8Array, length: number, flags: number, from: NameBuffer): number {
    this.#length[0] = from.bytes.length;
    const result = this.#checked(this.#libc.recvfrom(fd, into, length, flags, from.bytes, this.#length));
    // A stream leaves the length untouched or sets it to 0: no name either way.
    from.length = result < 0 ? 0 : this.#length[0];
    return result;
  }

  send(fd: number, bytes: Uint8Array, length: number, flags: number): number {
    return this.#checked(this.#libc.send(fd, bytes, length, flags));
  }

  sendto(fd: number, bytes: Uint8Array, length: number, flags: number, to: Uint8Array): number {
    return this.#checked(this.#libc.sendto(fd, bytes, length, flags, to, to.length));
  }

  recvmsg(fd: number, message: MessageBuffers, flags: number): number {
    return this.#messages.recvmsg(fd, message, flags);
  }

  sendmsg(
    fd: number,
    parts: readonly Uint8Array[],
    control: Uint8Array | null,
    flags: number,
    to: Uint8Array | null,
  ): number {
    return this.#messages.sendmsg(fd, parts, control, flags, to);
  }

  makeVector(capacity: number): DatagramVector {
    return this.#messages.makeVector(capacity);
  }

  sendmmsg(fd: number, vector: DatagramVector, start: number, count: number, flags: number): number {
    return this.#messages.sendmmsg(fd, vector, start, count, flags);
  }

  makeFanOut(capacity: number): FanOut {
    return this.#messages.makeFanOut(capacity);
  }

  sendFanOut(fd: number, fanOut: FanOut, bytes: Uint8Array, start: number, count: number, flags: number): number {
    return this.#messages.sendFanOut(fd, fanOut, bytes, start, count, flags);
  }

  recvmmsg(fd: number, vector: DatagramVector, count: number, flags: number): number {
    return this.#messages.recvmmsg(fd, vector, count, flags);
  }

  getsockopt(fd: number, level: number, option: number, into: Uint8Array): number {
    this.#length[0] = into.length;
    const result = this.#checked(this.#libc.getsockopt(fd, level, option, into, this.#length));
    return result < 0 ? result : this.#length[0];
  }

  setsockopt(fd: number, level: number, option: number, value: Uint8Array | null, length: number): number {
    return this.#checked(this.#libc.setsockopt(fd, level, option, value, length));
  }

  getNonblocking(fd: number): number {
    const flags = this.#checked(this.#libc.fcntl(fd, F_GETFL, 0));
    return flags < 0 ? flags : (flags & O_NONBLOCK) >>> 11;
  }

  setNonblocking(fd: number, on: boolean): number {
    const flags = this.#checked(this.#libc.fcntl(fd, F_GETFL, 0));
    if (flags < 0) return flags;
    const wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
    return wanted === flags ? 0 : this.#checked(this.#libc.fcntl(fd, F_SETFL, wanted));
  }

  ioctl(fd: number, request: number, argument: Uint8Array): number {
    return this.#checked(this.#libc.ioctl(fd, request, argument));
  }

  poll(fd: number, events: number, timeoutMs: number): number {
    this.#pollfd.setInt32(0, fd, true);
    this.#pollfd.setUint32(4, events, true);
    const result = this.#checked(this.#libc.poll(this.#pollfd, 1, timeoutMs));
    return result > 0 ? this.#pollfd.getUint16(6, true) : result;
  }

  epollCreate(): number {
    return this.#checked(this.#libc.epoll_create1(EPOLL_CLOEXEC));
  }

  epollControl(epoll: number, operation: number, fd: number, events: number, token: number): number {
    const { data } = this.#epoll;
    this.#epollEvent[0] = events;
    this.#epollEvent[data] = fd;
    this.#epollEvent[data + 1] = token;
    return this.#checked(this.#libc.epoll_ctl(epoll, operation, fd, this.#epollEvent));
  }

  epollWait(epoll: number, ready: Int32Array, timeoutMs: number): number {
    const { stride, data } = this.#epoll;
    const capacity = Math.floor(ready.length / 3);
    // The packed layout of x64 is just what the caller wants.
    if (stride === 3) return this.#checked(this.#libc.epoll_wait(epoll, ready, capacity, timeoutMs));
    if (this.#epollList.length < capacity * stride) this.#epollList = new Int32Array(capacity * stride);
    const list = this.#epollList;
    const count = this.#checked(this.#libc.epoll_wait(epoll, list, capacity, timeoutMs));
    for (let i = 0; i < count; i++) {
      ready[i * 3] = list[i * stride] ?? 0;
      ready[i * 3 + 1] = list[i * stride + data] ?? 0;
      ready[i * 3 + 2] = list[i * stride + data + 1] ?? 0;
    }
    return count;
  }

  timerCreate(): number {
    return this.#checked(this.#libc.timerfd_create(CLOCK_MONOTONIC, O_CLOEXEC | O_NONBLOCK));
  }

  timerStart(timer: number, microseconds: number): number {
    this.#timer[3] = BigInt(microseconds * 1000);
    return this.#checked(this.#libc.timerfd_settime(timer, 0, this.#timer, null));
  }

  watch(fd: number, onReadable: () => void): LoopWatch {
    return this.#koffi.node.poll(fd, { readable: true }, onReadable);
  }

  sendfile(out: number, file: number, offset: number, count: number): number {
    this.#offset[0] = BigInt(offset);
    return this.#checked(this.#libc.sendfile(out, file, this.#offset, count));
  }

  sendfileAsync(out: number, file: number, offset: number, count: number): Promise<number> {
    const position = new BigInt64Array(Buffer.allocUnsafeSlow(8).buffer, 0, 1);
    position[0] = BigInt(offset);
    return new Promise((resolve, reject) => {
      // errno belongs to the pool's thread and is lost here; the caller repeats the call in its own thread to learn it.
      this.#libc.sendfile.async(out, file, position, count, (error: Error | null, result: number) => {
        if (error === null) resolve(result);
        else reject(error);
      });
    });
  }

  splice(from: number, to: number, count: number, flags: number): number {
    return this.#checked(this.#libc.splice(from, null, to, null, count, flags));
  }

  setPipeSize(fd: number, bytes: number): number {
    return this.#checked(this.#libc.fcntl(fd, F_SETPIPE_SZ, bytes));
  }

  pipe(fds: Int32Array): number {
    return this.#checked(this.#libc.pipe2(fds, O_CLOEXEC | O_NONBLOCK));
  }

  isCached(file: number, offset: number, count: number): boolean {
    return this.#pageCache.isCached(file, offset, count);
  }

  #checked(result: number): number {
    return result < 0 ? -this.#koffi.errno() : result;
  }
}

interface EpollLayout {
  /** 32-bit words of one `struct epoll_event`. */
  readonly stride: number;
  /** The word where `data` begins. */
  readonly data: number;
}

// epoll_event is packed on x86-64 only.
const EPOLL_LAYOUTS: Readonly<Record<"packed" | "natural", EpollLayout>> = {
  packed: { stride: 3, data: 1 },
  natural: { stride: 4, data: 2 },
};
