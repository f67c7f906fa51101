import type { SocketOperation } from "../../errors/index.ts";
import { AF_INET, SOCK_NONBLOCK, SOCK_STREAM } from "../constants/family.ts";
import { MSG_DONTWAIT } from "../constants/message-flag.ts";
import { acceptOne } from "../socket/accepting.ts";
import { type BytesLike, checkInt, checkSize, intoBytes, toBytes } from "../socket/bytes-like.ts";
import { beginConnect, connectErrno, connectFinished, deadlineOf } from "../socket/connecting.ts";
import type { Descriptor } from "../socket/descriptor.ts";
import { binaryCodec, textCodec } from "../socket/file-codec.ts";
import { type BinaryMode, type MakefileOptions, parseFileMode, type TextMode } from "../socket/file-mode.ts";
import { FileSending } from "../socket/file-sending.ts";
import { BlockingFile } from "./blocking-file.ts";
import { type AddressLike, encodeAddressSync } from "../socket/socket-address.ts";
import { datagramArguments, messageArguments } from "../socket/send-arguments.ts";
import { describeDescriptor, openDescriptor, SocketCalls } from "../socket/socket-calls.ts";
import {
  type Attempt,
  numberOrBlock,
  receive,
  receiveFrom,
  receiveFromInto,
  receiveInto,
  receiveMessage,
  receiveMessageInto,
  type ReceivedMessage,
  type ReceivedMessageInto,
  transmit,
  transmitAll,
  transmitMessage,
  transmitTo,
  WOULD_BLOCK,
} from "../socket/transfer.ts";
import type { AncillaryMessage } from "../sys/cmsg.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import { loadSys } from "../sys/load-sys.ts";
import type { SocketName } from "../sys/sockaddr.ts";

const POLLIN = 0x1;
const POLLOUT = 0x4;
const QUEUE_RETRY_MS = 5;
/** poll(2) takes an int; a wait of 24 days ends there. */
const LONGEST_POLL_MS = 2_147_483_647;

/**
 * A Berkeley socket whose calls hold the thread until they are done, as in C and Python: for scripts, lessons and
 * workers. The event loop stands still meanwhile: no timer, no other socket, no signal handler runs. Names, arguments,
 * errors and timeouts are those of the waiting `Socket`; there is no `AbortSignal`, because nobody could abort.
 */
export class BlockingSocket extends SocketCalls implements Disposable {
  protected constructor(descriptor: Descriptor, timeout: number | null = null) {
    super(descriptor);
    this.adoptTimeout(timeout);
  }

  /** @internal Wraps an open descriptor; the new socket owns it. */
  static of(descriptor: Descriptor, timeout: number | null = null): BlockingSocket {
    return new BlockingSocket(descriptor, timeout);
  }

  /** The next connection: the new socket and the peer's address. accept(2) */
  accept(): readonly [BlockingSocket, SocketName] {
    // The kernel's own flag is what decides whether accept waits, so it needs no help here.
    const [accepted, address] = this.#run("accept", POLLIN, 0, () => acceptOne(this.descriptor, true));
    return [new BlockingSocket(accepted), address];
  }

  /** Connects. A host name is looked up first. connect(2) */
  connect(address: AddressLike): void {
    const { sys, family } = this.descriptor;
    const name = encodeAddressSync(sys, family, address);
    const timeout = this.gettimeout();
    const deadline = deadlineOf(timeout);
    this.open("connect");
    const steps = beginConnect(this.descriptor, name, { timeout, keepsFlag: true });
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) sleep(step.value);
    if (step.value) return;
    do this.#poll("connect", POLLOUT, deadline);
    while (connectFinished(this.descriptor, name) === WOULD_BLOCK);
  }

  /** As `connect`, but gives the error number: 0 is success, EAGAIN is a timeout. A failed look-up throws. */
  connect_ex(address: AddressLike): number {
    try {
      this.connect(address);
      return 0;
    } catch (error) {
      return connectErrno(error);
    }
  }

  /** At most `size` bytes; none is the end of a stream or an empty datagram. recv(2) */
  recv(size: number, flags = 0): Uint8Array {
    checkSize(size, "size");
    return this.#run("recv", POLLIN, flags, (now) => receive(this.descriptor, size, now));
  }

  /** As `recv`, into all of the caller's memory. The fastest way to receive. */
  recvInto(into: Uint8Array, flags = 0): number {
    if (!(into instanceof Uint8Array)) throw new TypeError("into must be a Uint8Array");
    const length = receiveInto(this.descriptor, into, into.length, this.#now(flags));
    return length >= 0 ? length : this.#waitToReceiveInto(into, flags);
  }

  /** As `recv`, into the first `nbytes` (0: all) of the caller's memory. */
  recv_into(into: BytesLike, nbytes = 0, flags = 0): number {
    return this.recvInto(intoBytes(into, nbytes), flags);
  }

  /** As `recv`, with the sender's address; null where a stream tells none. */
  recvfrom(size: number, flags = 0): readonly [bytes: Uint8Array, address: SocketName | null] {
    checkSize(size, "size");
    return this.#run("recv", POLLIN, flags, (now) => receiveFrom(this.descriptor, size, now));
  }

  /** As `recv_into`, with the sender's address. */
  recvfrom_into(into: BytesLike, nbytes = 0, flags = 0): readonly [length: number, address: SocketName | null] {
    const bytes = intoBytes(into, nbytes);
    return this.#run("recv", POLLIN, flags, (now) => {
      const length = receiveFromInto(this.descriptor, bytes, bytes.length, now);
      return length < 0 ? WOULD_BLOCK : ([length, this.descriptor.lastName()] as const);
    });
  }

  /** Data, ancillary data of at most `ancillaryBytes`, flags, and the sender's address. recvmsg(2) */
  recvmsg(size: number, ancillaryBytes = 0, flags = 0): ReceivedMessage {
    checkSize(size, "size");
    checkSize(ancillaryBytes, "ancillaryBytes");
    return this.#run("recv", POLLIN, flags, (now) => receiveMessage(this.descriptor, size, ancillaryBytes, now));
  }

  /** As `recvmsg`, scattered over the caller's memory. */
  recvmsg_into(into: Iterable<BytesLike>, ancillaryBytes = 0, flags = 0): ReceivedMessageInto {
    checkSize(ancillaryBytes, "ancillaryBytes");
    const buffers = Array.from(into, (part) => toBytes(part, "into"));
    return this.#run("recv", POLLIN, flags, (now) => receiveMessageInto(this.descriptor, buffers, ancillaryBytes, now));
  }

  /** Sends and gives how many bytes the kernel took. send(2) */
  send(data: BytesLike, flags = 0): number {
    const bytes = toBytes(data);
    return this.#run("send", POLLOUT, flags, (now) => numberOrBlock(transmit(this.descriptor, bytes, now)));
  }

  /** Sends all of it, in one total timeout. */
  sendall(data: BytesLike, flags = 0): void {
    const bytes = toBytes(data);
    const sent = transmit(this.descriptor, bytes, this.#now(flags));
    if (sent < bytes.length) this.#sendRest(bytes, sent, flags);
  }

  /** Sends one datagram: `sendto(data, address)` or `sendto(data, flags, address)`. sendto(2) */
  sendto(data: BytesLike, address: AddressLike): number;
  sendto(data: BytesLike, flags: number, address: AddressLike): number;
  sendto(data: BytesLike, second: number | AddressLike, third?: AddressLike): number {
    const { bytes, flags, address } = datagramArguments(data, second, third);
    const name = encodeAddressSync(this.descriptor.sys, this.family, address);
    return this.#run("send", POLLOUT, flags, (now) => numberOrBlock(transmitTo(this.descriptor, bytes, now, name)));
  }

  /** Sends the parts as one message. sendmsg(2) */
  sendmsg(
    parts: Iterable<BytesLike>,
    ancillary: Iterable<AncillaryMessage> = [],
    flags = 0,
    address: AddressLike | null = null,
  ): number {
    const message = messageArguments(parts, ancillary);
    const name = address === null ? null : encodeAddressSync(this.descriptor.sys, this.family, address);
    return this.#run("send", POLLOUT, flags, (now) =>
      numberOrBlock(transmitMessage(this.descriptor, message.parts, message.ancillary, now, name)),
    );
  }

  /** Another descriptor of the same open socket, with the same timeout. */
  dup(): BlockingSocket {
    return new BlockingSocket(this.duplicate(), this.gettimeout());
  }

  /** A file on this socket: of text with "r", "w", "rw", of bytes with "rb", "wb", "rwb". */
  makefile(mode: BinaryMode, options?: MakefileOptions): BlockingFile<Uint8Array>;
  makefile(mode?: TextMode, options?: MakefileOptions): BlockingFile<string>;
  makefile(
    mode: BinaryMode | TextMode = "r",
    options: MakefileOptions = {},
  ): BlockingFile<Uint8Array> | BlockingFile<string> {
    const parsed = parseFileMode(mode, options);
    const release = this.openFile();
    return parsed.text
      ? new BlockingFile(this, parsed, textCodec(parsed), release)
      : new BlockingFile(this, parsed, binaryCodec(), release);
  }

  /** Sends a file, or `count` bytes of it from `offset`, and gives the number of bytes. Streams only. sendfile(2) */
  sendfile(file: number, offset = 0, count?: number): number {
    const plan = new FileSending(this.descriptor, file, offset, count);
    while (!plan.done) this.#run("sendfile", POLLOUT, 0, () => plan.send());
    return plan.sent;
  }

  /** @internal Runs an attempt that the parts of this library add, waiting for room to write. */
  writing<T>(op: SocketOperation, attempt: (flags: number) => Attempt<T>): T {
    return this.#run(op, POLLOUT, 0, attempt);
  }

  protected override released(): void {
    // Nobody can be waiting: the thread is here.
  }

  /** The flags of an attempt. Without a timeout the call itself waits in the kernel. */
  #now(flags: number): number {
    checkInt(flags, "flags");
    return this.gettimeout() === null ? flags : flags | MSG_DONTWAIT;
  }

  #run<T>(op: SocketOperation, events: number, flags: number, attempt: (flags: number) => Attempt<T>): T {
    const now = this.#now(flags);
    this.open(op);
    const value = attempt(now);
    return value !== WOULD_BLOCK ? value : this.#wait(op, events, flags, attempt);
  }

  // What waiting takes is made in functions of their own: a call that need not wait allocates nothing.

  #waitToReceiveInto(into: Uint8Array, flags: number): number {
    return this.#wait("recv", POLLIN, flags, (now) =>
      numberOrBlock(receiveInto(this.descriptor, into, into.length, now)),
    );
  }

  #sendRest(bytes: Uint8Array, taken: number, flags: number): void {
    const attempt = transmitAll(this.descriptor, bytes, Math.max(0, taken), this.#now(flags));
    if (taken < 0 || attempt() === WOULD_BLOCK) this.#wait("send", POLLOUT, flags, attempt);
  }

  /**
   * Repeats an attempt that would block, each time that the kernel says that it may succeed. Without a timeout it says
   * "would block" only where somebody else has set the descriptor non-blocking.
   */
  #wait<T>(op: SocketOperation, events: number, flags: number, attempt: (flags: number) => Attempt<T>): T {
    const timeout = (flags & MSG_DONTWAIT) === 0 ? this.gettimeout() : 0;
    if (timeout === 0) throw this.descriptor.error(op, LINUX_ERRNO.EAGAIN);
    const deadline = deadlineOf(timeout);
    const now = this.#now(flags);
    for (;;) {
      this.#poll(op, events, deadline);
      // Its poll says "room" while the receiver's queue is full: do not spin.
      if (events === POLLOUT && this.descriptor.writesUnreported) sleep(QUEUE_RETRY_MS);
      const value = attempt(now);
      if (value !== WOULD_BLOCK) return value;
    }
  }

  #poll(op: SocketOperation, events: number, deadline: number): void {
    const { sys, fd } = this.descriptor;
    for (;;) {
      const left =
        deadline === Number.POSITIVE_INFINITY ? -1 : Math.min(Math.ceil(deadline - performance.now()), LONGEST_POLL_MS);
      if (left !== -1 && left <= 0) throw this.descriptor.timedOut(op);
      const result = sys.poll(fd, events, left);
      if (result > 0) return;
      if (result === 0) throw this.descriptor.timedOut(op);
      // A signal only shortens the wait; the rest of it follows (PEP 475).
      if (result < 0 && result !== -LINUX_ERRNO.EINTR) throw this.descriptor.error(op, -result);
    }
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** A new socket. @throws SocketError `ERR_UNSUPPORTED`, `ERR_ACCESS`, `ERR_TOO_MANY_FILES`; socket(2) */
export function socket(family: number = AF_INET, type: number = SOCK_STREAM, proto = 0): BlockingSocket {
  const timeout = (type & SOCK_NONBLOCK) === 0 ? null : 0;
  return BlockingSocket.of(openDescriptor(loadSys(), family, type, proto), timeout);
}

/** A socket of a descriptor that is open already. The new socket owns the descriptor. */
export function socketFromFileno(fd: number): BlockingSocket {
  return BlockingSocket.of(describeDescriptor(loadSys(), fd));
}
