import { MSG_DONTWAIT } from "./constants/message-flag.ts";
import type { AncillaryMessage } from "./sys/cmsg.ts";
import type { SocketName } from "./sys/sockaddr.ts";
import type { SocketOperation } from "../errors/index.ts";
import { acceptOne } from "./socket/accepting.ts";
import { type BytesLike, checkInt, checkSize, intoBytes, toBytes } from "./socket/bytes-like.ts";
import type { CallOptions } from "./socket/call-options.ts";
import { resolvedWith } from "./socket/resolved-with.ts";
import { beginConnect, connectErrno, connectFinished } from "./socket/connecting.ts";
import { delay } from "./socket/delay.ts";
import type { Descriptor } from "./socket/descriptor.ts";
import { binaryCodec, textCodec } from "./socket/file-codec.ts";
import { type BinaryMode, type MakefileOptions, parseFileMode, type TextMode } from "./socket/file-mode.ts";
import { FileSending } from "./socket/file-sending.ts";
import { datagramArguments, messageArguments } from "./socket/send-arguments.ts";
import { SocketFile } from "./socket/socket-file.ts";
import { type AddressLike, encodeAddress, encodeAddressLater } from "./socket/socket-address.ts";
import { SocketCalls } from "./socket/socket-calls.ts";
import {
  type Attempt,
  numberOrBlock,
  receiveFrom,
  receiveFromInto,
  receiveMessage,
  receiveMessageInto,
  type ReceivedMessage,
  type ReceivedMessageInto,
  transmit,
  transmitAll,
  transmitMessage,
  transmitting,
  transmitTo,
  WOULD_BLOCK,
} from "./socket/transfer.ts";
import { type Direction, Waiting, type WaitTerms } from "./socket/waiting.ts";

const DONE: Promise<void> = Promise.resolve();

/**
 * A Berkeley socket with the names and the semantics of Python's `socket.socket`; a call that can wait gives a promise.
 * At most one call reads and one writes at a time, another one fails with `ERR_BUSY`. Every call may throw `SocketError`
 * `ERR_CLOSED`; calls that wait also `ERR_TIMEOUT` (see `settimeout`), `ERR_WOULD_BLOCK` (non-blocking), or the reason
 * of their `signal`. Whoever makes a socket closes it.
 */
export class Socket extends SocketCalls implements AsyncDisposable, Disposable {
  #waiting: Waiting | undefined;

  /** Made by {@link socket}, `accept`, `dup` and their like. */
  protected constructor(descriptor: Descriptor, timeout: number | null = null) {
    super(descriptor);
    this.adoptTimeout(timeout);
  }

  /** @internal Wraps an open descriptor; the new socket owns it. */
  static of(descriptor: Descriptor, timeout: number | null = null): Socket {
    return new Socket(descriptor, timeout);
  }

  /** Waits for the next connection: the new socket and the peer's address. @throws SocketError `ERR_TOO_MANY_FILES`, `ERR_RESET`; accept(2) */
  accept(options?: CallOptions): Promise<readonly [Socket, SocketName]> {
    const timeout = this.gettimeout();
    const attempt = (): Attempt<readonly [Socket, SocketName]> => {
      const accepted = acceptOne(this.descriptor, timeout !== null);
      return accepted === WOULD_BLOCK ? WOULD_BLOCK : [new Socket(accepted[0]), accepted[1]];
    };
    return this.#calling("read", "accept", 0, options, attempt);
  }

  /**
   * Connects; datagram sockets only note the peer. A host name is looked up first.
   * @throws SocketError `ERR_REFUSED`, `ERR_TIMEOUT`, `ERR_HOST_UNKNOWN`, `ERR_HOST_UNREACHABLE`, `ERR_NETWORK_UNREACHABLE`,
   *   `ERR_PATH_NOT_FOUND`, `ERR_ALREADY_CONNECTED`; non-blocking: `ERR_WOULD_BLOCK` (EINPROGRESS); connect(2)
   */
  async connect(address: AddressLike, options?: CallOptions): Promise<void> {
    const name = await encodeAddressLater(this.descriptor.sys, this.family, address);
    options?.signal?.throwIfAborted();
    const waiting = this.#open("connect");
    waiting.check("write", "connect");
    const timeout = this.gettimeout();
    const steps = beginConnect(this.descriptor, name, { timeout, keepsFlag: timeout !== null });
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) await delay(step.value, options?.signal);
    if (step.value) return;
    const terms = this.#terms("connect", options);
    await waiting.wait("write", terms, () => connectFinished(this.descriptor, name), false);
  }

  /** As `connect`, but gives the error number instead of throwing: 0 is success, EAGAIN is a timeout. A failed look-up throws. */
  connect_ex(address: AddressLike, options?: CallOptions): Promise<number> {
    return this.connect(address, options).then(() => 0, connectErrno);
  }

  /**
   * Waits for data and gives at most `size` bytes of it; the rest stays in the kernel. No bytes is the end of a stream
   * (or an empty datagram). The array belongs to the caller.
   * @throws SocketError `ERR_RESET`, `ERR_NOT_CONNECTED`, `ERR_BUSY`; recv(2)
   */
  recv(size: number, flags = 0, options?: CallOptions): Promise<Uint8Array> {
    try {
      checkSize(size, "size");
      checkInt(flags, "flags");
      const waiting = this.#open("recv");
      waiting.check("read", "recv");
      const tried = this.#tries(waiting, waiting.readiness.readable, flags, options);
      if (tried) {
        const bytes = waiting.receive(size, flags | MSG_DONTWAIT);
        if (bytes !== WOULD_BLOCK) return Promise.resolve(bytes);
      }
      const untried = !tried && waiting.readiness.readable;
      return waiting.waitToReceive(size, flags | MSG_DONTWAIT, this.#patience(flags), options?.signal, untried);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * As `recv`, into the caller's memory: gives the number of bytes at once when they are there already, and a promise
   * of it otherwise (`await` takes both). The fastest way to receive. `into` must not be used until then.
   */
  recvInto(into: Uint8Array, flags = 0, options?: CallOptions): number | Promise<number> {
    if (!(into instanceof Uint8Array)) throw new TypeError("into must be a Uint8Array");
    checkInt(flags, "flags");
    const waiting = this.#open("recv");
    waiting.check("read", "recv");
    const tried = this.#tries(waiting, waiting.readiness.readable, flags, options);
    if (tried) {
      const length = waiting.receiveInto(into, flags | MSG_DONTWAIT);
      if (length >= 0) return length;
    }
    const untried = !tried && waiting.readiness.readable;
    return waiting.waitToReceiveInto(into, flags | MSG_DONTWAIT, this.#patience(flags), options?.signal, untried);
  }

  /** As `recv`, into the first `nbytes` (0: all) of the caller's memory; gives the number of bytes. */
  async recv_into(into: BytesLike, nbytes = 0, flags = 0, options?: CallOptions): Promise<number> {
    return await this.recvInto(intoBytes(into, nbytes), flags, options);
  }

  /** As `recv`, with the sender's address; null where a stream tells none. */
  recvfrom(
    size: number,
    flags = 0,
    options?: CallOptions,
  ): Promise<readonly [bytes: Uint8Array, address: SocketName | null]> {
    return this.#calling("read", "recv", flags, options, () => {
      checkSize(size, "size");
      return receiveFrom(this.descriptor, size, flags | MSG_DONTWAIT);
    });
  }

  /** As `recv_into`, with the sender's address. */
  recvfrom_into(
    into: BytesLike,
    nbytes = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<readonly [length: number, address: SocketName | null]> {
    return this.#calling("read", "recv", flags, options, () => {
      const bytes = intoBytes(into, nbytes);
      const length = receiveFromInto(this.descriptor, bytes, bytes.length, flags | MSG_DONTWAIT);
      return length < 0 ? WOULD_BLOCK : [length, this.descriptor.lastName()];
    });
  }

  /** Data, ancillary data of at most `ancillaryBytes` (see `CMSG_SPACE`), flags, and the sender's address. recvmsg(2) */
  recvmsg(size: number, ancillaryBytes = 0, flags = 0, options?: CallOptions): Promise<ReceivedMessage> {
    return this.#calling("read", "recv", flags, options, () => {
      checkSize(size, "size");
      checkSize(ancillaryBytes, "ancillaryBytes");
      return receiveMessage(this.descriptor, size, ancillaryBytes, flags | MSG_DONTWAIT);
    });
  }

  /** As `recvmsg`, scattered over the caller's memory; gives the number of bytes instead of the bytes. */
  recvmsg_into(
    into: Iterable<BytesLike>,
    ancillaryBytes = 0,
    flags = 0,
    options?: CallOptions,
  ): Promise<ReceivedMessageInto> {
    const buffers = Array.from(into, (part) => toBytes(part, "into"));
    return this.#calling("read", "recv", flags, options, () => {
      checkSize(ancillaryBytes, "ancillaryBytes");
      return receiveMessageInto(this.descriptor, buffers, ancillaryBytes, flags | MSG_DONTWAIT);
    });
  }

  /** Sends what the kernel takes and gives how many bytes that was. @throws SocketError `ERR_BROKEN_PIPE`, `ERR_RESET`, `ERR_MESSAGE_TOO_LONG`; send(2) */
  send(data: BytesLike, flags = 0, options?: CallOptions): Promise<number> {
    try {
      checkInt(flags, "flags");
      const waiting = this.#open("send");
      waiting.check("write", "send");
      const bytes = toBytes(data);
      const tried = this.#tries(waiting, waiting.readiness.writable, flags, options);
      const sent = tried ? transmit(this.descriptor, bytes, flags | MSG_DONTWAIT) : -1;
      if (sent >= 0) return resolvedWith(sent);
      const untried = !tried && waiting.readiness.writable;
      return waiting.wait(
        "write",
        this.#terms("send", options, flags),
        transmitting(this.descriptor, bytes, flags | MSG_DONTWAIT),
        untried,
      );
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Sends all of it, in one total timeout. After an error nobody knows how much was sent. */
  sendall(data: BytesLike, flags = 0, options?: CallOptions): Promise<void> {
    try {
      checkInt(flags, "flags");
      const waiting = this.#open("send");
      waiting.check("write", "send");
      const bytes = toBytes(data);
      const tried = this.#tries(waiting, waiting.readiness.writable, flags, options);
      const sent = tried ? transmit(this.descriptor, bytes, flags | MSG_DONTWAIT) : 0;
      if (tried && sent === bytes.length) return DONE;
      return this.#sendRest(waiting, bytes, sent, flags, options, !tried && waiting.readiness.writable);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Sends one datagram to `address`: `sendto(data, address)` or `sendto(data, flags, address)`. @throws SocketError `ERR_MESSAGE_TOO_LONG`, `ERR_HOST_UNKNOWN`; sendto(2) */
  sendto(data: BytesLike, address: AddressLike, options?: CallOptions): Promise<number>;
  sendto(data: BytesLike, flags: number, address: AddressLike, options?: CallOptions): Promise<number>;
  sendto(
    data: BytesLike,
    second: number | AddressLike,
    third?: AddressLike | CallOptions,
    fourth?: CallOptions,
  ): Promise<number> {
    try {
      const { bytes, flags, address, options } = datagramArguments(data, second, third, fourth);
      const send = (name: Uint8Array): Promise<number> =>
        this.#calling("write", "send", flags, options, () =>
          numberOrBlock(transmitTo(this.descriptor, bytes, flags | MSG_DONTWAIT, name)),
        );
      const name = encodeAddress(this.family, address);
      return name instanceof Uint8Array
        ? send(name)
        : encodeAddressLater(this.descriptor.sys, this.family, address).then(send);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Sends the parts as one message, with ancillary data, flags, and an address for datagrams. sendmsg(2) */
  async sendmsg(
    parts: Iterable<BytesLike>,
    ancillary: Iterable<AncillaryMessage> = [],
    flags = 0,
    address: AddressLike | null = null,
    options?: CallOptions,
  ): Promise<number> {
    const message = messageArguments(parts, ancillary);
    const name = address === null ? null : await encodeAddressLater(this.descriptor.sys, this.family, address);
    return await this.#calling("write", "send", flags, options, () =>
      numberOrBlock(transmitMessage(this.descriptor, message.parts, message.ancillary, flags | MSG_DONTWAIT, name)),
    );
  }

  /** Another descriptor of the same open socket, with the same timeout. */
  dup(): Socket {
    return new Socket(this.duplicate(), this.gettimeout());
  }

  /**
   * A file on this socket: of text with "r", "w", "rw", of bytes with "rb", "wb", "rwb". Its reads and writes are this
   * socket's `recv` and `sendall`, with its timeout.
   * @throws RangeError for a bad mode or option
   */
  makefile(mode: BinaryMode, options?: MakefileOptions): SocketFile<Uint8Array>;
  makefile(mode?: TextMode, options?: MakefileOptions): SocketFile<string>;
  makefile(
    mode: BinaryMode | TextMode = "r",
    options: MakefileOptions = {},
  ): SocketFile<Uint8Array> | SocketFile<string> {
    const parsed = parseFileMode(mode, options);
    const release = this.openFile();
    return parsed.text
      ? new SocketFile(this, parsed, textCodec(parsed), release)
      : new SocketFile(this, parsed, binaryCodec(), release);
  }

  /**
   * Sends a file, or `count` bytes of it from `offset`, without copying it through this process, and gives the number of
   * bytes. A file that is not in memory is read on a thread of its own, so that the event loop goes on. Streams only.
   * @param file an open file: a descriptor or a `FileHandle`; its own position is neither used nor moved
   * @throws SocketError as `sendall`; RangeError for a negative offset or a count below 1; sendfile(2)
   */
  async sendfile(
    file: number | { readonly fd: number },
    offset = 0,
    count?: number,
    options?: CallOptions,
  ): Promise<number> {
    const plan = new FileSending(this.descriptor, typeof file === "number" ? file : file.fd, offset, count);
    while (!plan.done) {
      options?.signal?.throwIfAborted();
      if (plan.isCold) await plan.warm();
      await this.#calling("write", "sendfile", 0, options, () => plan.send());
    }
    return plan.sent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** @internal A read that the parts of this library add: waits until `attempt` gives something. */
  reading<T>(op: SocketOperation, options: CallOptions | undefined, attempt: () => Attempt<T>): Promise<T> {
    return this.#calling("read", op, 0, options, attempt);
  }

  /** @internal As {@link reading}, for writes. */
  writing<T>(op: SocketOperation, options: CallOptions | undefined, attempt: () => Attempt<T>): Promise<T> {
    return this.#calling("write", op, 0, options, attempt);
  }

  protected override released(): void {
    this.#waiting?.close();
    this.#waiting = undefined;
  }

  #open(op: SocketOperation): Waiting {
    this.open(op);
    this.#waiting ??= new Waiting(this.descriptor);
    return this.#waiting;
  }

  // What waiting takes is made in a function of its own: a call that need not wait allocates nothing.
  #sendRest(
    waiting: Waiting,
    bytes: Uint8Array,
    taken: number,
    flags: number,
    options: CallOptions | undefined,
    untried: boolean,
  ): Promise<void> {
    const attempt = transmitAll(this.descriptor, bytes, Math.max(0, taken), flags | MSG_DONTWAIT);
    if (taken > 0 && attempt() !== WOULD_BLOCK) return DONE;
    return waiting.wait("write", this.#terms("send", options, flags), attempt, untried);
  }

  /** Whether a call is tried before it waits: something may be `ready` for it, and the event loop need not have its turn. */
  #tries(waiting: Waiting, ready: boolean, flags: number, options: CallOptions | undefined): boolean {
    const atOnce = this.#isAtOnce(flags);
    if (!(ready || atOnce) || options?.signal?.aborted === true) return false;
    return waiting.reactor.spend() || atOnce;
  }

  /** Whether the call does not wait: non-blocking, or told so by its flags. */
  #isAtOnce(flags: number): boolean {
    return this.#patience(flags) === 0;
  }

  /** How long a call with these flags waits. */
  #patience(flags: number): number | null {
    return (flags & MSG_DONTWAIT) === 0 ? this.gettimeout() : 0;
  }

  #terms(op: SocketOperation, options: CallOptions | undefined, flags = 0): WaitTerms {
    return { op, timeout: this.#patience(flags), signal: options?.signal };
  }

  #calling<T>(
    direction: Direction,
    op: SocketOperation,
    flags: number,
    options: CallOptions | undefined,
    attempt: () => Attempt<T>,
  ): Promise<T> {
    try {
      checkInt(flags, "flags");
      const waiting = this.#open(op);
      waiting.check(direction, op);
      const tried = this.#tries(waiting, waiting.isReady(direction), flags, options);
      if (tried) {
        const value = attempt();
        if (value !== WOULD_BLOCK) return Promise.resolve(value);
      }
      const untried = !tried && waiting.isReady(direction);
      return waiting.wait(direction, this.#terms(op, options, flags), attempt, untried);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}
