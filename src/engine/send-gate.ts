import { deferred } from "./deferred.ts";

interface Waiter {
  readonly bytes: number;
  readonly enter: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Bounds what waits to be sent to one peer: sends enter in their order while less than `maxBytes` are under way. A send
 * larger than the bound enters when it is alone.
 */
export class SendGate {
  readonly #maxBytes: number;
  readonly #onFull: () => void;
  #waiters: Waiter[] = [];
  #inside = 0;
  #waiting = 0;
  #empty: (() => void)[] = [];

  /** @param onFull called when a send begins to wait and none waited before */
  constructor(maxBytes: number, onFull: () => void) {
    this.#maxBytes = maxBytes;
    this.#onFull = onFull;
  }

  /** Bytes inside and waiting. */
  get bytes(): number {
    return this.#inside + this.#waiting;
  }

  /** Null when the send may go at once, else a promise. Every send that entered must `leave`. */
  enter(bytes: number, signal?: AbortSignal): Promise<void> | null {
    if (this.#waiters.length === 0 && this.#fits(bytes)) {
      this.#inside += bytes;
      return null;
    }
    if (this.#waiters.length === 0) this.#onFull();
    return this.#wait(bytes, signal);
  }

  /** A send that entered is done, well or not. */
  leave(bytes: number): void {
    this.#inside -= bytes;
    this.#admit();
    this.#checkEmpty();
  }

  /** Lets in what was begun without asking, until `sending` settles. */
  holdWhile(bytes: number, sending: Promise<void>): void {
    this.#inside += bytes;
    const leave = (): void => this.leave(bytes);
    sending.then(leave, leave);
  }

  /** Resolves when nothing is inside or waiting. */
  async drained(): Promise<void> {
    if (this.#inside === 0 && this.#waiters.length === 0) return;
    const { promise, resolve } = deferred();
    this.#empty.push(resolve);
    await promise;
  }

  /** Refuses all that wait; the error is made only when somebody does. */
  refuseAll(makeError: () => Error): void {
    const waiters = this.#waiters;
    if (waiters.length === 0) return;
    this.#waiters = [];
    this.#waiting = 0;
    const error = makeError();
    for (const waiter of waiters) waiter.refuse(error);
    this.#checkEmpty();
  }

  #fits(bytes: number): boolean {
    return this.#inside === 0 || this.#inside + bytes <= this.#maxBytes;
  }

  #wait(bytes: number, signal: AbortSignal | undefined): Promise<void> {
    this.#waiting += bytes;
    return new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        this.#waiting -= bytes;
        reject(signal?.reason as Error);
        this.#admit();
        this.#checkEmpty();
      };
      const waiter: Waiter = {
        bytes,
        enter: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
        refuse: (error) => {
          signal?.removeEventListener("abort", onAbort);
          reject(error);
        },
      };
      this.#waiters.push(waiter);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  #admit(): void {
    for (;;) {
      const next = this.#waiters[0];
      if (next === undefined || !this.#fits(next.bytes)) return;
      this.#waiters.shift();
      this.#waiting -= next.bytes;
      this.#inside += next.bytes;
      next.enter();
    }
  }

  #checkEmpty(): void {
    if (this.#inside > 0 || this.#waiters.length > 0 || this.#empty.length === 0) return;
    const waiting = this.#empty;
    this.#empty = [];
    for (const resolve of waiting) resolve();
  }
}
