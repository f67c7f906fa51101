import type { SocketOperation } from "../../errors/index.ts";
import { AF_UNIX, SOCK_DGRAM } from "../constants/family.ts";
import { Reactor } from "../reactor/reactor.ts";
import { BULK_BYTES, type Reader, type Readiness } from "../reactor/readiness.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { Descriptor } from "./descriptor.ts";
import { type Attempt, receive, receiveInto, UNTELLING_FLAGS, WOULD_BLOCK } from "./transfer.ts";

/** How a call waits. */
export interface WaitTerms {
  readonly op: SocketOperation;
  /** Seconds; null for ever, 0 not at all. */
  readonly timeout: number | null;
  readonly signal: AbortSignal | undefined;
}

/** Whether a call reads or writes. */
export type Direction = "read" | "write";

/** setTimeout takes no more; a wait of 24 days ends there. */
const LONGEST_TIMER_MS = 2_147_483_647;
/** How often a write is tried whose room nobody reports. */
const RETRY_MS = 2;
const NO_BYTES = new Uint8Array(0);

const ignore = (): void => undefined;

/**
 * The waiting half of a socket: at most one reader and one writer, each an attempt that is repeated whenever the kernel
 * says that it may succeed. Ends by value, error, timeout, abort, or close.
 */
export class Waiting {
  readonly reactor: Reactor;
  readonly readiness: Readiness;
  readonly #descriptor: Descriptor;
  readonly #reader: WaitingCall;
  // Most sockets never wait for room.
  #writer: WaitingCall | undefined;
  /** What the waiting `recv` was called with. A closure for each call would cost as much as the rest of it. */
  #size = 0;
  #flags = 0;
  #into: Uint8Array = NO_BYTES;
  readonly #received = (): Attempt<Uint8Array> => {
    const bytes = this.receive(this.#size, this.#flags);
    if (bytes !== WOULD_BLOCK) this.reactor.gave(bytes.length);
    return bytes;
  };
  readonly #receivedInto = (): Attempt<number> => {
    const length = this.receiveInto(this.#into, this.#flags);
    if (length < 0) return WOULD_BLOCK;
    this.reactor.gave(length);
    this.#into = NO_BYTES;
    return length;
  };

  constructor(descriptor: Descriptor) {
    this.#descriptor = descriptor;
    this.reactor = Reactor.current();
    this.readiness = this.reactor.track(descriptor.fd, descriptor.type === SOCK_DGRAM && descriptor.family !== AF_UNIX);
    this.#reader = new WaitingCall(this, descriptor, "read");
  }

  /** @throws SocketError `ERR_BUSY` while another reader, or writer, waits */
  check(direction: Direction, op: SocketOperation): void {
    const other = direction === "read" ? this.#reader : this.#writer;
    if (other?.isWaiting === true) throw this.#descriptor.busy(op);
  }

  /** Whether a call may succeed now. */
  isReady(direction: Direction): boolean {
    return direction === "read" ? this.readiness.readable : this.readiness.writable;
  }

  /** One `recv` that does not wait. */
  receive(size: number, flags: number): Attempt<Uint8Array> {
    const bytes = receive(this.#descriptor, size, flags);
    if (bytes === WOULD_BLOCK) return bytes;
    // It is not told as much that may be of a flow: pieces that are full would each take new memory from the system, which
    // is dearer than wake-ups.
    if (bytes.length >= BULK_BYTES) this.reactor.charge(bytes.length);
    else if (bytes.length < size) this.#drained(bytes.length, flags);
    return bytes;
  }

  /** As {@link receive}, into the caller's memory; -1 is "would block". */
  receiveInto(into: Uint8Array, flags: number): number {
    const length = receiveInto(this.#descriptor, into, into.length, flags);
    if (length >= BULK_BYTES) this.#gotMuch(length, flags);
    else if (length < into.length) this.#drained(length, flags);
    return length;
  }

  #gotMuch(length: number, flags: number): void {
    this.reactor.charge(length);
    if ((flags & UNTELLING_FLAGS) === 0 && this.#descriptor.drainsOnShortRead) this.readiness.receivedMuch(length);
  }

  #drained(length: number, flags: number): void {
    if (length > 0 && (flags & UNTELLING_FLAGS) === 0 && this.#descriptor.drainsOnShortRead) {
      this.readiness.drained(length);
    }
  }

  /** Waits until {@link receive} gives something. */
  waitToReceive(
    size: number,
    flags: number,
    timeout: number | null,
    signal: AbortSignal | undefined,
    untried: boolean,
  ): Promise<Uint8Array> {
    this.#size = size;
    this.#flags = flags;
    return this.#reader.wait("recv", timeout, signal, this.#received, untried);
  }

  /** Waits until {@link receiveInto} gives something. */
  waitToReceiveInto(
    into: Uint8Array,
    flags: number,
    timeout: number | null,
    signal: AbortSignal | undefined,
    untried: boolean,
  ): Promise<number> {
    this.#into = into;
    this.#flags = flags;
    return this.#reader.wait("recv", timeout, signal, this.#receivedInto, untried);
  }

  /** Waits until `attempt` gives something. `untried`: it may give it as soon as the loop had its turn. */
  wait<T>(
    direction: Direction,
    { op, timeout, signal }: WaitTerms,
    attempt: () => Attempt<T>,
    untried: boolean,
  ): Promise<T> {
    if (direction === "read") return this.#reader.wait(op, timeout, signal, attempt, untried);
    this.#writer ??= new WaitingCall(this, this.#descriptor, "write");
    return this.#writer.wait(op, timeout, signal, attempt, untried);
  }

  /** Ends all waits with `ERR_CLOSED` and forgets the descriptor. */
  close(): void {
    this.readiness.release();
    this.#reader.close();
    this.#writer?.close();
  }
}

/** The reader or the writer of a socket. One object serves all its calls, because making one costs as much as a call. */
class WaitingCall implements Reader {
  readonly #waiting: Waiting;
  readonly #descriptor: Descriptor;
  readonly #direction: Direction;
  #op: SocketOperation = "recv";
  #attempt: (() => Attempt<unknown>) | null = null;
  #resolve: (value: never) => void = ignore;
  #reject: (error: unknown) => void = ignore;
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #signal: AbortSignal | undefined;
  #abort: (() => void) | undefined;
  readonly #settlers = (resolve: (value: never) => void, reject: (error: unknown) => void): void => {
    this.#resolve = resolve;
    this.#reject = reject;
  };

  constructor(waiting: Waiting, descriptor: Descriptor, direction: Direction) {
    this.#waiting = waiting;
    this.#descriptor = descriptor;
    this.#direction = direction;
    // For good: a wake-up that nobody waits for costs less than taking it back each time.
    if (direction === "read") waiting.readiness.reader = this;
    else waiting.readiness.onWritable = () => this.#tryAgain();
  }

  get isWaiting(): boolean {
    return this.#attempt !== null;
  }

  wait<T>(
    op: SocketOperation,
    timeout: number | null,
    signal: AbortSignal | undefined,
    attempt: () => Attempt<T>,
    untried: boolean,
  ): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (timeout === 0) return Promise.reject(this.#descriptor.error(op, LINUX_ERRNO.EAGAIN));
    const { reactor } = this.#waiting;
    const promise = new Promise<T>(this.#settlers as ConstructorParameters<typeof Promise<T>>[0]);
    this.#op = op;
    this.#attempt = attempt;
    reactor.retain();
    if (timeout !== null) this.#expireAfter(timeout * 1000);
    if (signal !== undefined) this.#endOn(signal);
    if (this.#direction === "write" && this.#descriptor.writesUnreported) {
      this.#retry = setInterval(() => this.#tryAgain(), RETRY_MS);
    }
    // The call may be another one when its turn comes: then that one is tried once too often.
    if (untried) reactor.yield(() => this.#tryAgain());
    else this.#blocked();
    return promise;
  }

  close(): void {
    if (this.#attempt !== null) this.#fail(this.#descriptor.closed(this.#op));
  }

  /** What the reader waits for may have come. */
  onReadable(): void {
    this.#tryAgain();
  }

  #tryAgain(): void {
    const attempt = this.#attempt;
    if (attempt === null) return;
    let value: Attempt<unknown>;
    try {
      value = attempt();
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (value === WOULD_BLOCK) this.#blocked();
    else {
      const resolve = this.#resolve;
      this.#end();
      resolve(value as never);
    }
  }

  #blocked(): void {
    const { readiness } = this.#waiting;
    const failed = this.#direction === "read" ? readiness.readBlocked() : readiness.writeBlocked();
    if (failed < 0) this.#fail(this.#descriptor.error(this.#op, -failed));
  }

  #fail(error: unknown): void {
    const reject = this.#reject;
    this.#end();
    reject(error);
  }

  #expireAfter(ms: number): void {
    this.#timer = setTimeout(
      () => {
        // What came at the last moment counts: the timer may be late, the data is not.
        this.#tryAgain();
        if (this.#attempt !== null) this.#fail(this.#descriptor.timedOut(this.#op));
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
  }

  #endOn(signal: AbortSignal): void {
    this.#signal = signal;
    this.#abort = () => this.#fail(signal.reason);
    signal.addEventListener("abort", this.#abort, { once: true });
  }

  #end(): void {
    this.#attempt = null;
    // They would keep the last value alive.
    this.#resolve = ignore;
    this.#reject = ignore;
    this.#waiting.reactor.release();
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (this.#retry !== undefined) {
      clearInterval(this.#retry);
      this.#retry = undefined;
    }
    if (this.#abort !== undefined) {
      this.#signal?.removeEventListener("abort", this.#abort);
      this.#abort = undefined;
      this.#signal = undefined;
    }
  }
}
