import type { SocketOperation } from "../../errors/index.ts";
import { Reactor } from "../reactor/reactor.ts";
import type { Readiness } from "../reactor/readiness.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { Descriptor } from "./descriptor.ts";
import { type Attempt, WOULD_BLOCK } from "./transfer.ts";

/** How a call waits. */
export interface WaitTerms {
  readonly op: SocketOperation;
  /** Seconds; null for ever, 0 not at all. */
  readonly timeout: number | null;
  readonly signal: AbortSignal | undefined;
}

/** setTimeout takes no more; a wait of 24 days ends there. */
const LONGEST_TIMER_MS = 2_147_483_647;

type Direction = "read" | "write";
/** How often a write is tried whose room nobody reports. */
const RETRY_MS = 2;

/**
 * The waiting half of a socket: at most one reader and one writer, each an attempt that is repeated whenever the kernel
 * says that it may succeed. Ends by value, error, timeout, abort, or close.
 */
export class Waiting {
  readonly reactor: Reactor;
  readonly readiness: Readiness;
  readonly #descriptor: Descriptor;
  #reader: PendingCall<unknown> | null = null;
  #writer: PendingCall<unknown> | null = null;

  constructor(descriptor: Descriptor) {
    this.#descriptor = descriptor;
    this.reactor = Reactor.current();
    this.readiness = this.reactor.track(descriptor.fd);
  }

  /** @throws SocketError `ERR_BUSY` while another reader waits */
  checkReader(op: SocketOperation): void {
    if (this.#reader !== null) throw this.#descriptor.busy(op);
  }

  /** @throws SocketError `ERR_BUSY` while another writer waits */
  checkWriter(op: SocketOperation): void {
    if (this.#writer !== null) throw this.#descriptor.busy(op);
  }

  /** Waits until `attempt`, which reads, gives something. `untried`: it may give it as soon as the loop had its turn. */
  read<T>(terms: WaitTerms, attempt: () => Attempt<T>, untried: boolean): Promise<T> {
    return this.#wait("read", terms, attempt, untried);
  }

  /** Waits until `attempt`, which writes, gives something. */
  write<T>(terms: WaitTerms, attempt: () => Attempt<T>, untried: boolean): Promise<T> {
    return this.#wait("write", terms, attempt, untried);
  }

  /** Ends all waits with `ERR_CLOSED` and forgets the descriptor. */
  close(): void {
    this.readiness.release();
    for (const call of [this.#reader, this.#writer]) call?.fail(this.#descriptor.closed(call.op));
  }

  #wait<T>(direction: Direction, terms: WaitTerms, attempt: () => Attempt<T>, untried: boolean): Promise<T> {
    const { op, timeout, signal } = terms;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { readiness, reactor } = this;
    if (timeout === 0) return Promise.reject(this.#descriptor.error(op, LINUX_ERRNO.EAGAIN));
    return new Promise<T>((resolve, reject) => {
      const call = new PendingCall<T>(op, attempt, resolve, reject);
      call.onEnd = () => {
        if (direction === "read") {
          this.#reader = null;
          readiness.onReadable = null;
        } else {
          this.#writer = null;
          readiness.onWritable = null;
        }
        reactor.release();
      };
      reactor.retain();
      if (direction === "read") {
        this.#reader = call;
        readiness.onReadable = call.wake;
      } else {
        this.#writer = call;
        readiness.onWritable = call.wake;
      }
      call.onBlocked = () => {
        const failed = direction === "read" ? readiness.readBlocked() : readiness.writeBlocked();
        if (failed < 0) call.fail(this.#descriptor.error(op, -failed));
      };
      if (timeout !== null) call.expireAfter(timeout * 1000, () => this.#descriptor.timedOut(op));
      if (signal !== undefined) call.endOn(signal);
      if (direction === "write" && this.#descriptor.writesUnreported) call.retryEvery(RETRY_MS);
      if (untried) reactor.yield(call.wake);
      else call.onBlocked();
    });
  }
}

class PendingCall<T> {
  readonly op: SocketOperation;
  /** Tries again. */
  readonly wake: () => void;
  onEnd: () => void = () => {};
  onBlocked: () => void = () => {};
  #ended = false;
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #signal: AbortSignal | undefined;
  #abort: (() => void) | undefined;
  readonly #reject: (error: unknown) => void;

  constructor(
    op: SocketOperation,
    attempt: () => Attempt<T>,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.op = op;
    this.#reject = reject;
    this.wake = () => {
      if (this.#ended) return;
      let value: Attempt<T>;
      try {
        value = attempt();
      } catch (error) {
        this.fail(error);
        return;
      }
      if (value === WOULD_BLOCK) this.onBlocked();
      else {
        this.#end();
        resolve(value);
      }
    };
  }

  fail(error: unknown): void {
    if (this.#ended) return;
    this.#end();
    this.#reject(error);
  }

  expireAfter(ms: number, error: () => Error): void {
    this.#timer = setTimeout(
      () => {
        // What came at the last moment counts: the timer may be late, the data is not.
        this.wake();
        this.fail(error());
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
  }

  retryEvery(ms: number): void {
    this.#retry = setInterval(this.wake, ms);
  }

  endOn(signal: AbortSignal): void {
    this.#signal = signal;
    this.#abort = () => this.fail(signal.reason);
    signal.addEventListener("abort", this.#abort, { once: true });
  }

  #end(): void {
    this.#ended = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    if (this.#retry !== undefined) clearInterval(this.#retry);
    if (this.#abort !== undefined) this.#signal?.removeEventListener("abort", this.#abort);
    this.onEnd();
  }
}
