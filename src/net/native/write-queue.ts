import type { SocketError } from "../../errors/index.ts";
import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../constants/message-flag.ts";
import type { Reactor } from "../reactor/reactor.ts";
import type { Readiness } from "../reactor/readiness.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import { type ReceiveRoom, receiveRoom } from "./receive-room.ts";

const { EAGAIN, EINTR } = LINUX_ERRNO;
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
const EMPTY = new Uint8Array(0);
const ignore = (): void => undefined;
const DONE: Promise<void> = Promise.resolve();
/** Waiting writes that go out in one call. */
const MAX_PARTS = 64;

interface PendingWrite {
  bytes: Uint8Array;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Sends bytes in order: at once while the kernel has room, else when it says that there is room again. Keeps the process
 * alive while something waits.
 */
export class WriteQueue {
  readonly #reactor: Reactor;
  readonly #readiness: Readiness;
  readonly #room: ReceiveRoom;
  readonly #onFailure: (result: number) => SocketError;
  readonly #onFull: () => void;
  #pending: PendingWrite[] = [];
  #bytes = 0;
  #drained: (() => void)[] = [];

  /**
   * `onFailure` is told the negated error number that ends the queue, and makes the error of it; `onFull` that the kernel
   * has no room for more now.
   */
  constructor(
    reactor: Reactor,
    readiness: Readiness,
    onFailure: (result: number) => SocketError,
    onFull: () => void = ignore,
  ) {
    this.#reactor = reactor;
    this.#readiness = readiness;
    this.#room = receiveRoom(reactor.sys);
    this.#onFailure = onFailure;
    this.#onFull = onFull;
  }

  /** Bytes that the operating system has not taken. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves when the operating system has taken all bytes; not before the event loop's turn when many writes were. */
  write(bytes: Uint8Array): Promise<void> {
    const waiting = this.offer(bytes);
    if (waiting !== null) return waiting;
    return this.#reactor.spend(bytes.length) ? DONE : new Promise((resolve) => this.#reactor.yield(resolve));
  }

  /** Null when the operating system has taken all bytes at once, else a promise that resolves when it has. */
  offer(bytes: Uint8Array): Promise<void> | null {
    const taken = this.#pending.length === 0 ? this.#send(bytes) : 0;
    if (taken === bytes.length) return null;
    if (taken < 0) return Promise.reject(this.#onFailure(taken));
    return new Promise((resolve, reject) => {
      const rest = taken === 0 ? bytes : bytes.subarray(taken);
      this.#bytes += rest.length;
      this.#pending.push({ bytes: rest, resolve, reject });
      if (this.#pending.length === 1) this.#await();
    });
  }

  /** Sends without a promise; what the kernel does not take at once is copied. */
  post(bytes: Uint8Array): void {
    const taken = this.#pending.length === 0 ? this.#send(bytes) : 0;
    if (taken === bytes.length) return;
    if (taken < 0) {
      this.#onFailure(taken);
      return;
    }
    // A Buffer's own slice would be a view.
    const rest = new Uint8Array(bytes.subarray(taken));
    this.#bytes += rest.length;
    this.#pending.push({ bytes: rest, resolve: ignore, reject: ignore });
    if (this.#pending.length === 1) this.#await();
  }

  /** What waits, in order; the queue is empty afterwards. */
  takeAll(): readonly Uint8Array[] {
    const rest = this.#pending.map((write) => write.bytes);
    if (rest.length > 0) {
      this.#pending = [];
      this.#bytes = 0;
      this.#settle();
    }
    return rest;
  }

  /** Resolves when everything before is written and the kernel says that there is room. */
  room(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ bytes: EMPTY, resolve, reject });
      if (this.#pending.length === 1) this.#await();
    });
  }

  /** Resolves when nothing waits any more, sent or thrown away. */
  drained(): Promise<void> {
    return this.#pending.length === 0 ? DONE : new Promise((resolve) => this.#drained.push(resolve));
  }

  /** Throws away what waits. */
  fail(error: Error): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    this.#bytes = 0;
    for (const write of pending) write.reject(error);
    this.#settle();
  }

  #send(bytes: Uint8Array): number {
    return this.#room.send(this.#readiness.fd, bytes);
  }

  #await(): void {
    this.#onFull();
    this.#reactor.retain();
    this.#readiness.onWritable = () => this.#flush();
    const failed = this.#readiness.writeBlocked();
    if (failed < 0) this.fail(this.#onFailure(failed));
  }

  #flush(): void {
    while (this.#pending.length > 0) {
      const wanted = Math.min(this.#pending.length, MAX_PARTS);
      const parts = this.#pending.slice(0, wanted).map((write) => write.bytes);
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      const first = parts[0];
      const taken = wanted === 1 && first !== undefined ? this.#send(first) : this.#sendParts(parts);
      if (taken < 0) {
        this.fail(this.#onFailure(taken));
        return;
      }
      this.#take(taken);
      if (taken < length) {
        this.#readiness.writeBlocked();
        return;
      }
    }
    this.#settle();
  }

  #sendParts(parts: readonly Uint8Array[]): number {
    const { sys } = this.#reactor;
    const result = sys.sendmsg(this.#readiness.fd, parts, null, FLAGS, null);
    return result === -EAGAIN || result === -EINTR ? 0 : result;
  }

  /** Resolves the writes that are whole, and cuts the one that is not. */
  #take(taken: number): void {
    this.#bytes -= taken;
    let left = taken;
    let whole = 0;
    for (const write of this.#pending) {
      if (write.bytes.length > left) {
        if (left > 0) write.bytes = write.bytes.subarray(left);
        break;
      }
      left -= write.bytes.length;
      whole += 1;
    }
    for (const write of this.#pending.splice(0, whole)) write.resolve();
  }

  #settle(): void {
    this.#readiness.onWritable = null;
    this.#reactor.release();
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
