/**
 * A promise that one call waits for, settled from outside or by its signal, whichever comes first. It is settled at
 * once, not a microtask later, so that what it was given can never be lost to a signal that fires in between.
 */
export class Waiter<T> {
  readonly promise: Promise<T>;
  #resolve: (value: T) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;

  /** `forget` is called when the signal ends the wait, so that nothing is given to it any more. */
  constructor(signal?: AbortSignal, forget?: () => void) {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (signal === undefined) return;
    this.#signal = signal;
    this.#onAbort = (): void => {
      forget?.();
      this.#reject(signal.reason as Error);
    };
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  resolve(value: T): void {
    this.#letGo();
    this.#resolve(value);
  }

  reject(error: Error): void {
    this.#letGo();
    this.#reject(error);
  }

  #letGo(): void {
    if (this.#onAbort !== undefined) this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}
