import type { WaitOptions } from "./stream.ts";
import { Waiter } from "./waiter.ts";

/** Settles with `promise` unless the signal aborts first, which rejects with `signal.reason`; `promise` is then ignored. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  const waiter = new Waiter<T>(signal);
  promise.then(
    (value) => waiter.resolve(value),
    (error: unknown) => waiter.reject(error as Error),
  );
  return waiter.promise;
}

/** A clock that only goes forward. Not `performance`, which Node 20 loads at its first use: a millisecond at every start. */
function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** One deadline for a call of several steps: a signal that aborts at the time limit or with the caller's signal. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #ends: number;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #forward = (): void => this.#controller.abort(this.#outer?.reason);

  /**
   * `timeoutMs` 0 or undefined is no limit; `onTimeout` makes the reason that the signal then carries.
   * @throws RangeError when `timeoutMs` is negative or no number
   */
  constructor(timeoutMs: number | undefined, onTimeout: () => Error, outer?: AbortSignal) {
    const limit = timeoutMs ?? 0;
    if (!(limit >= 0)) throw new RangeError(`timeoutMs must be 0 or more, got ${limit}`);
    this.#outer = outer;
    this.#ends = limit === 0 || limit === Infinity ? Infinity : monotonicMs() + limit;
    if (outer?.aborted) this.#forward();
    else outer?.addEventListener("abort", this.#forward, { once: true });
    // setTimeout counts in 31 bits: longer is for ever.
    if (this.#ends !== Infinity && limit < 2 ** 31) {
      this.#timer = setTimeout(() => this.#controller.abort(onTimeout()), limit);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds that are left; infinite without a limit. */
  get leftMs(): number {
    // A timer may fire a fraction before its time.
    return this.signal.aborted ? 0 : Math.max(0, this.#ends - monotonicMs());
  }

  /** Lets go of the timer and of the caller's signal. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#forward);
  }
}

/**
 * Runs a call that waits under its options; `onTimeout` makes the error of its time limit.
 */
export async function within<T>(
  { timeoutMs, signal }: WaitOptions,
  onTimeout: (timeoutMs: number) => Error,
  wait: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (timeoutMs === undefined || timeoutMs === 0) {
    signal?.throwIfAborted();
    return wait(signal);
  }
  using deadline = new Deadline(timeoutMs, () => onTimeout(timeoutMs), signal);
  deadline.signal.throwIfAborted();
  return await wait(deadline.signal);
}
