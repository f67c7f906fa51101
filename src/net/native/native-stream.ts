import { Socket } from "node:net";
import { SocketError } from "../../errors/index.ts";
import { MSG_DONTWAIT } from "../constants/message-flag.ts";
import { SO_KEEPALIVE, SO_LINGER, SOL_SOCKET } from "../constants/socket-option.ts";
import { IPPROTO_TCP } from "../constants/ip.ts";
import { TCP_KEEPCNT, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_NODELAY } from "../constants/transport.ts";
import { retold } from "../errno-table.ts";
import { monotonicMs } from "../monotonic-ms.ts";
import { Reactor } from "../reactor/reactor.ts";
import { BULK_BYTES, type Readiness } from "../reactor/readiness.ts";
import { type ReceiveSlab, receiveSlab } from "../socket/receive-slab.ts";
import { StreamBase, type StreamEnds } from "../stream-base.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { Sys } from "../sys/sys.ts";
import { Waiter } from "../waiter.ts";
import { endLocalPacing } from "./local-pacing.ts";
import { ReadFlow } from "./read-flow.ts";
import { setInt, sysError } from "./sys-error.ts";
import { WriteQueue } from "./write-queue.ts";

const { EAGAIN, ECONNRESET, EINTR, ENOTCONN, EPIPE, ETIMEDOUT } = LINUX_ERRNO;
/** SPLICE_F_MOVE and SPLICE_F_NONBLOCK (splice(2)). */
const SPLICE_FLAGS = 3;
/** More than an ordinary pipe holds: whoever moves so much at once has more of it. */
const LARGE_SPLICE_BYTES = 65_537;
const SHUT_WR = 1;
const LINGER_ZERO = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);
/** One read never asks for more. */
const MAX_READ_BYTES = 1_048_576;
/** A peer that keeps sending while this side closes is listened to for this long at most. */
const DISCARD_MS = 250;
let discardRoom: Uint8Array | undefined;

interface Reader {
  readonly maxBytes: number;
  readonly into: Uint8Array | undefined;
  readonly waiter: Waiter<Uint8Array | null>;
}

/**
 * A {@link Stream} on the operating system's own calls: each read is one `recv`, so that what nobody reads stays in the
 * kernel, and a write goes straight to `send` while there is room.
 */
export class NativeStream extends StreamBase {
  readonly #sys: Sys;
  readonly #reactor: Reactor;
  readonly #readiness: Readiness;
  readonly #slab: ReceiveSlab;
  readonly #writes: WriteQueue;
  #reader: Reader | null = null;
  #flow: ReadFlow | null = null;
  #eof = false;
  #readFailure: SocketError | null = null;
  #sendFailure: SocketError | null = null;
  #shutdown: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  #released = false;
  #expectsMuch = false;

  /** Takes over a connected, non-blocking descriptor. */
  constructor(fd: number, ends: StreamEnds) {
    super(ends);
    this.#reactor = Reactor.current();
    this.#sys = this.#reactor.sys;
    this.#slab = receiveSlab(this.#sys);
    this.#readiness = this.#reactor.track(fd);
    const failed = (result: number): SocketError => this.#failWriting(result);
    this.#writes = new WriteQueue(this.#reactor, this.#readiness, failed, () => this.expectMuch());
  }

  get queuedBytes(): number {
    return this.#writes.bytes;
  }

  /** The descriptor; -1 once it is closed or given away. */
  get fd(): number {
    return this.#released ? -1 : this.#readiness.fd;
  }

  protected get closed(): boolean {
    return this.#closing !== null;
  }

  protected pull(maxBytes: number, signal: AbortSignal | undefined, into?: Uint8Array): Promise<Uint8Array | null> {
    if (this.#closing !== null) return Promise.reject(this.error("ERR_CLOSED", "recv"));
    if (this.#isRead) return Promise.reject(this.error("ERR_BUSY", "recv"));
    const now = this.#readiness.readable || this.#eof || this.#readFailure !== null;
    const mayTry = now && this.#reactor.spend();
    if (mayTry) {
      const chunk = this.#attempt(maxBytes, into);
      if (chunk instanceof SocketError) return Promise.reject(chunk);
      if (chunk !== undefined) return Promise.resolve(chunk);
    }
    return this.#wait({ maxBytes, into }, signal, now && !mayTry);
  }

  protected override pour(maxBytes: number, onBytes: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
    if (this.#closing !== null) return Promise.reject(this.error("ERR_CLOSED", "recv"));
    if (this.#isRead) return Promise.reject(this.error("ERR_BUSY", "recv"));
    const read = (): Uint8Array | null | undefined | SocketError => this.#attempt(maxBytes);
    this.#flow = new ReadFlow(this.#reactor, this.#readiness, read, onBytes);
    return this.#flow.ended;
  }

  write(bytes: Uint8Array): Promise<void> {
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    return bytes.length === 0 ? Promise.resolve() : this.#writes.write(bytes);
  }

  override offer(bytes: Uint8Array): Promise<void> | null {
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    return bytes.length === 0 ? null : this.#writes.offer(bytes);
  }

  shutdown(): Promise<void> {
    if (this.#shutdown !== null && this.#mayWrite) return this.#shutdown;
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    this.#shutdown = this.#sendFin();
    return this.#shutdown;
  }

  reset(): void {
    if (this.#released) return;
    this.#beginClose();
    this.#closing ??= Promise.resolve();
    const gone = this.error("ERR_CLOSED", "send");
    if (this.#mayWrite) this.#sendFailure = gone;
    this.#writes.fail(gone);
    if (this.network === "tcp") this.#sys.setsockopt(this.#readiness.fd, SOL_SOCKET, SO_LINGER, LINGER_ZERO, 8);
    this.#release();
  }

  close(): Promise<void> {
    if (this.#closing !== null) return this.#closing;
    this.#beginClose();
    this.#closing = this.#flushAndClose();
    return this.#closing;
  }

  setNoDelay(on: boolean): void {
    if (this.network === "tcp" && !this.#released) {
      setInt(this.#sys, this.#readiness.fd, IPPROTO_TCP, TCP_NODELAY, on ? 1 : 0);
    }
  }

  setKeepAlive(seconds: number): void {
    if (this.network !== "tcp" || this.#released) return;
    const { fd } = this.#readiness;
    setInt(this.#sys, fd, SOL_SOCKET, SO_KEEPALIVE, seconds > 0 ? 1 : 0);
    if (!(seconds > 0)) return;
    // The same probes as Node's: one a second, ten of them.
    setInt(this.#sys, fd, IPPROTO_TCP, TCP_KEEPIDLE, Math.ceil(seconds));
    setInt(this.#sys, fd, IPPROTO_TCP, TCP_KEEPINTVL, 1);
    setInt(this.#sys, fd, IPPROTO_TCP, TCP_KEEPCNT, 10);
  }

  /** Much is about to be sent; see {@link endLocalPacing}. Said again it costs nothing. */
  expectMuch(): void {
    if (this.#expectsMuch || this.#released) return;
    this.#expectsMuch = true;
    endLocalPacing(this.#sys, this.#readiness.fd, this);
  }

  /** {@link spliceFrom}. */
  spliceFrom(pipe: number, maxBytes: number): number {
    const refusal = this.#refusal();
    if (refusal !== undefined) throw refusal;
    if (this.#writes.bytes > 0) return -1;
    const result = this.#sys.splice(pipe, this.#readiness.fd, maxBytes, SPLICE_FLAGS);
    if (result >= LARGE_SPLICE_BYTES) this.expectMuch();
    if (result >= 0) return result;
    if (result === -EPIPE || result === -ECONNRESET) throw this.#failWriting(result);
    return -1;
  }

  /** {@link spliceTo}. */
  spliceTo(pipe: number, maxBytes: number): number {
    if (this.#closing !== null) throw this.error("ERR_CLOSED", "recv");
    if (this.#isRead || this.hasLeftover || this.#eof || this.#readFailure !== null) return -1;
    const result = this.#sys.splice(this.#readiness.fd, pipe, maxBytes, SPLICE_FLAGS);
    if (result === 0) return this.#spliceEnd();
    if (result > 0) return result;
    if (result !== -ECONNRESET && result !== -ETIMEDOUT) return -1;
    this.#readFailure = sysError(result, this.site("recv"));
    throw this.#readFailure;
  }

  /** An end of splice is confirmed by a read, which knows an end from a reset. EPIPE is the pipe's. */
  #spliceEnd(): number {
    const chunk = this.#attempt(1);
    if (chunk instanceof SocketError) throw chunk;
    if (chunk instanceof Uint8Array) this.putBack(chunk);
    return chunk === null ? 0 : -1;
  }

  /** One `sendfile(2)`: bytes that were taken, 0 at the end of the file, -1 when there is no room now. */
  sendFileNow(file: number, offset: number, count: number): number {
    const refusal = this.#refusal();
    if (refusal !== undefined) throw refusal;
    if (this.#writes.bytes > 0) return -1;
    return this.#fileResult(this.#sys.sendfile(this.#readiness.fd, file, offset, count));
  }

  /** The same on libuv's thread pool, for files that are not in memory. */
  async sendFileCold(file: number, offset: number, count: number): Promise<number> {
    const refusal = this.#refusal();
    if (refusal !== undefined) throw refusal;
    // A number of its own: this one may be closed, and given to another socket, before the pool comes to it.
    const own = this.#sys.dup(this.#readiness.fd);
    if (own < 0) throw sysError(own, this.site("sendfile"));
    const result = await this.#sys.sendfileAsync(own, file, offset, count).finally(() => this.#sys.close(own));
    // The pool's thread keeps its errno; a small call in this one tells it.
    return result >= 0 ? result : this.sendFileNow(file, offset, Math.min(count, 4_096));
  }

  /** Resolves when there may be room to write. */
  waitForRoom(): Promise<void> {
    return this.#writes.room();
  }

  #fileResult(result: number): number {
    if (result >= 0) return result;
    if (result === -EAGAIN || result === -EINTR) return -1;
    throw this.#failWriting(result);
  }

  detach(): Socket {
    if (this.#closing !== null) throw this.error("ERR_CLOSED", "recv");
    if (this.#isRead || this.#writes.bytes > 0) throw this.error("ERR_BUSY", "recv");
    const { fd } = this.#readiness;
    this.#closing = Promise.resolve();
    this.#readiness.release();
    this.#released = true;
    const socket = new Socket({ fd, readable: true, writable: true, allowHalfOpen: true });
    for (const chunk of this.takeLeftover()) socket.push(chunk);
    return socket;
  }

  #receive(size: number, into: Uint8Array | undefined): number {
    const { fd } = this.#readiness;
    return into === undefined
      ? this.#slab.receive(fd, size, MSG_DONTWAIT)
      : this.#sys.recv(fd, into, size, MSG_DONTWAIT);
  }

  /** Whether somebody waits for what comes, or for the end of it. */
  get #isRead(): boolean {
    return this.#reader !== null || this.#flow?.isOver === false;
  }

  #gotMuch(bytes: number): void {
    this.#reactor.charge(bytes);
    if (this.network === "tcp") this.#readiness.receivedMuch(bytes);
  }

  /** A chunk, null at the end, undefined when it would block, or the error that reading has come to. */
  #attempt(maxBytes: number, into?: Uint8Array): Uint8Array | null | undefined | SocketError {
    if (this.#readFailure !== null) return this.#readFailure;
    if (this.#eof) return null;
    const size = Math.min(maxBytes, MAX_READ_BYTES);
    let result = this.#receive(size, into);
    while (result === -EINTR) result = this.#receive(size, into);
    if (result > 0) {
      if (result >= BULK_BYTES) this.#gotMuch(result);
      else if (result < size && this.network === "tcp") this.#readiness.drained(result);
      return into === undefined ? this.#slab.take(result) : into.subarray(0, result);
    }
    if (result === -EAGAIN) {
      result = this.#readiness.readBlocked();
      if (result === 0) return undefined;
    }
    if (result === 0 && this.#sendFailure?.code !== "ERR_RESET") {
      this.#eof = true;
      return null;
    }
    // The kernel tells a reset once. When a write was told, the reader sees a plain end, which would be a lie.
    const site = this.site("recv");
    this.#readFailure =
      result === 0 && this.#sendFailure !== null ? retold(this.#sendFailure, site) : sysError(result, site);
    return this.#readFailure;
  }

  #wait(
    room: { readonly maxBytes: number; readonly into: Uint8Array | undefined },
    signal: AbortSignal | undefined,
    yielding: boolean,
  ): Promise<Uint8Array | null> {
    const waiter = new Waiter<Uint8Array | null>(signal, () => this.#endRead());
    if (signal?.aborted) return waiter.promise;
    this.#reader = { ...room, waiter };
    this.#reactor.retain();
    this.#readiness.onReadable = () => this.#serve();
    if (yielding) this.#reactor.yield(() => this.#serve());
    return waiter.promise;
  }

  #serve(): void {
    const reader = this.#reader;
    if (reader === null) return;
    const chunk = this.#attempt(reader.maxBytes, reader.into);
    if (chunk === undefined) return;
    this.#endRead();
    if (chunk instanceof SocketError) {
      reader.waiter.reject(chunk);
      return;
    }
    if (chunk !== null) this.#reactor.gave(chunk.length);
    reader.waiter.resolve(chunk);
  }

  #endRead(): void {
    if (this.#reader === null) return;
    this.#reader = null;
    this.#readiness.onReadable = null;
    this.#reactor.release();
  }

  #failWriting(result: number): SocketError {
    const known = this.#writeFailure;
    if (known !== null) return known;
    this.#sendFailure = sysError(result, this.site("send"));
    return this.#sendFailure;
  }

  /** Whether neither a write nor a read has found the connection broken. */
  get #mayWrite(): boolean {
    return this.#sendFailure === null && this.#readFailure === null;
  }

  /** Why nothing can be written; what a read has found is told anew only to those who ask. */
  get #writeFailure(): SocketError | null {
    if (this.#readFailure !== null) this.#sendFailure ??= retold(this.#readFailure, this.site("send"));
    return this.#sendFailure;
  }

  /** Why nothing more can be sent, if so. */
  #refusal(): SocketError | undefined {
    if (this.#closing !== null) return this.error("ERR_CLOSED", "send");
    if (this.#writeFailure !== null) return this.#writeFailure;
    if (this.#shutdown === null) return undefined;
    return new SocketError("ERR_CLOSED", { ...this.site("send"), hint: "shutdown has already sent FIN" });
  }

  async #sendFin(): Promise<void> {
    if (this.#writes.bytes > 0) await this.#writes.drained();
    if (this.#writeFailure !== null) throw this.#writeFailure;
    if (this.#released) throw this.error("ERR_CLOSED", "shutdown");
    const result = this.#sys.shutdown(this.#readiness.fd, SHUT_WR);
    // A connection that the peer has reset has nothing to shut down; reading tells of the reset.
    if (result < 0 && result !== -ENOTCONN) throw sysError(result, this.site("shutdown"));
  }

  #beginClose(): void {
    this.dropLeftover();
    const reader = this.#reader;
    this.#endRead();
    reader?.waiter.reject(this.error("ERR_CLOSED", "recv"));
    if (this.#flow?.isOver === false) this.#flow.end(this.error("ERR_CLOSED", "recv"));
  }

  async #flushAndClose(): Promise<void> {
    if (this.#mayWrite) {
      if (this.#writes.bytes > 0) {
        // A peer that is stuck sending to us would never take what we send.
        this.#readiness.onReadable = () => void this.#discard();
        this.#discard();
      }
      this.#shutdown ??= this.#sendFin();
      await this.#shutdown.catch(() => undefined);
      await this.#discardArrived();
    }
    this.#release();
  }

  /**
   * Reads away what has arrived: closing with unread bytes makes the kernel send a reset behind the FIN, and the reset
   * would destroy what the peer has not read yet (RFC 2525, 2.17). Ends after two turns of the event loop without data.
   */
  async #discardArrived(): Promise<void> {
    const end = monotonicMs() + DISCARD_MS;
    for (let quiet = 0; quiet < 2 && monotonicMs() < end; quiet += 1) {
      if (this.#released || this.#eof) return;
      if (this.#discard()) quiet = -1;
      if (!this.#eof) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Whether there was something to throw away. */
  #discard(): boolean {
    if (this.#released || this.#eof) return false;
    const room = (discardRoom ??= Buffer.allocUnsafeSlow(65_536));
    let any = false;
    for (let turn = 0; turn < 64; turn += 1) {
      const result = this.#sys.recv(this.#readiness.fd, room, room.length, MSG_DONTWAIT);
      if (result > 0) any = true;
      else if (result === -EAGAIN) {
        this.#readiness.readBlocked();
        return any;
      } else if (result !== -EINTR) {
        this.#eof = true;
        if (result < 0) this.#writes.fail(this.#failWriting(result));
        return any;
      }
    }
    return any;
  }

  #release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#readiness.onReadable = null;
    this.#readiness.release();
    this.#sys.close(this.#readiness.fd);
  }
}
