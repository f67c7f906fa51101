import { SocketError, type SocketOperation } from "../../errors/index.ts";
import { formatAddress, type InetAddress } from "../address.ts";
import { SO_MEMINFO, SOL_SOCKET } from "../constants/socket-option.ts";
import type {
  Datagram,
  Datagrams,
  MembershipOptions,
  OutgoingDatagram,
  SendToAllFailure,
  SendToAllOptions,
} from "../datagrams.ts";
import { within } from "../deadline.ts";
import type { ErrorSite } from "../errno-table.ts";
import { interfaceNameOf } from "../interface-name.ts";
import { explainMembership } from "../membership-error.ts";
import { Reactor } from "../reactor/reactor.ts";
import type { Readiness } from "../reactor/readiness.ts";
import type { WaitOptions } from "../stream.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { Sys } from "../sys/sys.ts";
import { Waiter } from "../waiter.ts";
import { DatagramSender } from "./datagram-sender.ts";
import { readErrorQueue } from "./error-queue.ts";
import { setMembership } from "./group-request.ts";
import { ReceiveVector } from "./receive-vector.ts";
import { sysError } from "./sys-error.ts";
import { WakeUpThrottle } from "./wake-up-throttle.ts";

const { EAGAIN, EINTR } = LINUX_ERRNO;
const DEFAULT_BATCH = 256;
/** Refusals that wait for the reader; more of them say nothing new. */
const MAX_FAILURES = 64;
// SK_MEMINFO_DROPS, the ninth number of SO_MEMINFO (sock_diag(7)).
const DROPS_AT = 32;
let vector: ReceiveVector | undefined;

/** How a {@link NativeDatagrams} was bound. */
export interface BoundSocket {
  readonly family: number;
  readonly local: InetAddress;
  readonly receiveBufferBytes: number;
  /** The encoded address that it is connected to; null when it is not. */
  readonly peer: Uint8Array | null;
  /** See `DatagramOptions.coalesceUs`. */
  readonly coalesceUs: number;
}

interface Receiver {
  readonly max: number;
  readonly waiter: Waiter<readonly Datagram[]>;
}

/** {@link Datagrams} on the operating system's own calls. */
export class NativeDatagrams implements Datagrams {
  readonly local: InetAddress;
  readonly receiveBufferBytes: number;
  readonly #sys: Sys;
  readonly #reactor: Reactor;
  readonly #readiness: Readiness;
  readonly #throttle: WakeUpThrottle | null;
  readonly #sender: DatagramSender;
  readonly #memory: Uint8Array = new Uint8Array(36);
  readonly #wake: () => void = () => this.#serve();
  #receiver: Receiver | null = null;
  #failures: SocketError[] = [];
  #closed = false;

  /** Takes over a bound, non-blocking descriptor. */
  constructor(fd: number, { family, local, receiveBufferBytes, peer, coalesceUs }: BoundSocket) {
    this.local = local;
    this.receiveBufferBytes = receiveBufferBytes;
    this.#reactor = Reactor.current();
    this.#sys = this.#reactor.sys;
    this.#readiness = this.#reactor.track(fd, true);
    this.#throttle = coalesceUs === 0 ? null : new WakeUpThrottle(this.#reactor, this.#readiness, coalesceUs);
    const socket = { readiness: this.#readiness, family, local, peer };
    this.#sender = new DatagramSender(this.#reactor, socket, () => this.#heedErrors());
  }

  receive(max: number = DEFAULT_BATCH, options?: WaitOptions): Promise<readonly Datagram[]> {
    if (!(max >= 1)) return Promise.reject(new RangeError(`max must be 1 or more, got ${max}`));
    if (options === undefined) return this.#next(max, undefined);
    return within(
      options,
      (limit) => new SocketError("ERR_TIMEOUT", { ...this.#site("recv"), hint: `nothing within ${limit} ms` }),
      (signal) => this.#next(max, signal),
    );
  }

  send(bytes: Uint8Array, to: InetAddress): Promise<void> {
    if (this.#closed) return Promise.reject(this.#error("ERR_CLOSED", "send"));
    this.#throttle?.sent(1);
    return this.#sender.send(bytes, to);
  }

  offer(bytes: Uint8Array, to: InetAddress): Promise<void> | null {
    if (this.#closed) return Promise.reject(this.#error("ERR_CLOSED", "send"));
    this.#throttle?.sent(1);
    return this.#sender.offer(bytes, to);
  }

  sendMany(datagrams: readonly OutgoingDatagram[]): Promise<void> {
    if (this.#closed) return Promise.reject(this.#error("ERR_CLOSED", "send"));
    this.#throttle?.sent(datagrams.length);
    return this.#sender.sendMany(datagrams);
  }

  sendToAll(
    bytes: Uint8Array,
    to: readonly InetAddress[],
    options: SendToAllOptions = {},
  ): Promise<readonly SendToAllFailure[]> {
    if (this.#closed) return Promise.reject(this.#error("ERR_CLOSED", "send"));
    this.#throttle?.sent(to.length);
    return this.#sender.sendToAll(bytes, to, options);
  }

  join(group: string, options: MembershipOptions = {}): void {
    this.#membership("join", group, options);
  }

  leave(group: string, options: MembershipOptions = {}): void {
    this.#membership("leave", group, options);
  }

  kernelDrops(): number | null {
    if (this.#closed) return null;
    const length = this.#sys.getsockopt(this.#readiness.fd, SOL_SOCKET, SO_MEMINFO, this.#memory);
    return length < DROPS_AT + 4 ? null : new DataView(this.#memory.buffer).getUint32(DROPS_AT, true);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const receiver = this.#receiver;
    this.#endReceive();
    this.#sender.fail(this.#error("ERR_CLOSED", "send"));
    this.#throttle?.end();
    this.#readiness.release();
    this.#sys.close(this.#readiness.fd);
    receiver?.waiter.reject(this.#error("ERR_CLOSED", "recv"));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Datagram, void, undefined> {
    while (!this.#closed) {
      const batch = await this.receive().catch((error: unknown) => {
        if (!this.#closed) throw error;
      });
      if (batch !== undefined) yield* batch;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #next(max: number, signal: AbortSignal | undefined): Promise<readonly Datagram[]> {
    if (this.#closed) return Promise.reject(this.#error("ERR_CLOSED", "recv"));
    if (this.#receiver !== null) return Promise.reject(this.#error("ERR_BUSY", "recv"));
    const now = this.#readiness.readable || this.#failures.length > 0;
    const mayTry = now && this.#reactor.spend();
    if (mayTry) {
      const batch = this.#attempt(max);
      if (batch instanceof SocketError) return Promise.reject(batch);
      if (batch !== undefined) {
        this.#throttle?.served(batch.length, false);
        return Promise.resolve(batch);
      }
    }
    const waiter = new Waiter<readonly Datagram[]>(signal, () => this.#endReceive());
    if (signal?.aborted) return waiter.promise;
    this.#receiver = { max, waiter };
    this.#reactor.retain();
    this.#readiness.onReadable = this.#wake;
    this.#throttle?.waiting();
    if (now && !mayTry) this.#reactor.yield(this.#wake);
    return waiter.promise;
  }

  /** What is there, undefined when nothing is, or an error that came back for an earlier send. */
  #attempt(max: number): readonly Datagram[] | undefined | SocketError {
    const failure = this.#failures.shift();
    if (failure !== undefined) return failure;
    const { fd } = this.#readiness;
    vector ??= new ReceiveVector(this.#sys);
    const batch: Datagram[] = [];
    for (;;) {
      const wanted = Math.min(max - batch.length, ReceiveVector.capacity);
      const count = vector.receive(fd, wanted, batch);
      if (count === wanted && batch.length < max) continue;
      if (count > 0) {
        // Fewer than asked for: there were no more, and the kernel will report the next.
        if (count < wanted) this.#readiness.drained(0);
        return batch;
      }
      if (count === -EINTR) continue;
      if (count === -EAGAIN || count === 0) {
        // With a batch in hand, say so next time: the next call is not to look in vain.
        const failed = this.#readiness.readBlocked();
        if (batch.length > 0) return batch;
        return failed < 0 ? sysError(failed, this.#site("recv")) : undefined;
      }
      this.#heedErrors();
      if (batch.length > 0) return batch;
      return this.#failures.shift() ?? sysError(count, this.#site("recv"));
    }
  }

  #serve(): void {
    const receiver = this.#receiver;
    if (receiver === null) return;
    const batch = this.#attempt(receiver.max);
    if (batch === undefined) return;
    this.#endReceive();
    if (batch instanceof SocketError) receiver.waiter.reject(batch);
    else {
      this.#throttle?.served(batch.length, true);
      receiver.waiter.resolve(batch);
    }
  }

  #endReceive(): void {
    if (this.#receiver === null) return;
    this.#receiver = null;
    this.#readiness.onReadable = null;
    this.#reactor.release();
  }

  /** Takes the refusals that came back, for the reader. */
  #heedErrors(): void {
    const errors = readErrorQueue(this.#sys, this.#readiness.fd, this.#site("recv"));
    this.#failures.push(...errors.slice(0, MAX_FAILURES - this.#failures.length));
    if (this.#receiver !== null && this.#failures.length > 0) setImmediate(this.#wake);
  }

  #membership(op: "join" | "leave", group: string, options: MembershipOptions): void {
    if (this.#closed) throw this.#error("ERR_CLOSED", op);
    const { source } = options;
    const index =
      options.interface === undefined ? 0 : this.#sys.interfaceIndex(interfaceNameOf(options.interface, op));
    const result = setMembership(this.#sys, this.#readiness.fd, op === "join", group, Math.max(0, index), source);
    if (result < 0) throw explainMembership(sysError(result, { ...this.#site(op), remote: group }));
  }

  #site(op: SocketOperation): ErrorSite {
    return { op, network: "udp", local: formatAddress(this.local) };
  }

  #error(code: "ERR_CLOSED" | "ERR_BUSY", op: SocketOperation): SocketError {
    return new SocketError(code, this.#site(op));
  }
}
