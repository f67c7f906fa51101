/** A value that can be watched. */
export class Observable<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  /** The value now. Bound, so that it can be handed to React. */
  readonly get = (): T => this.#value;

  /** Changes the value; the listeners hear of it unless it is the same. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of Array.from(this.#listeners)) listener();
  }

  /** Calls back after each change. Returns the function that ends it. Bound, so that it can be handed to React. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
