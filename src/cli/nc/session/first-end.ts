/** Several things go on, and the first of them that ends or fails decides; what comes later is not heard. */
export class FirstEnd<T> {
  readonly promise: Promise<T>;
  #resolve: (value: T) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #settled = false;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.promise.catch(() => undefined);
  }

  get settled(): boolean {
    return this.#settled;
  }

  readonly end = (value: T): void => {
    this.#settled = true;
    this.#resolve(value);
  };

  readonly fail = (error: unknown): void => {
    this.#settled = true;
    this.#reject(error);
  };
}
