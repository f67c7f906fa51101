/** A promise with its own resolve (Node 20 has no `Promise.withResolvers`). */
export interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Makes a {@link Deferred}. */
export function deferred(): Deferred {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Something that comes once. Its promise is made when somebody asks for it, which is rare where there are many. */
export class Moment {
  #come = false;
  #asked: Deferred | null = null;

  /** Resolves when it has come. */
  get promise(): Promise<void> {
    if (this.#come) return Promise.resolve();
    this.#asked ??= deferred();
    return this.#asked.promise;
  }

  /** It has come. */
  resolve(): void {
    this.#come = true;
    this.#asked?.resolve();
  }
}

/** Whether the promise settles within this time; a rejection counts as settled and is not thrown. */
export async function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The promise, or a rejection with the signal's reason when it aborts first; what the promise does then is not heard. */
export async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  promise.catch(() => undefined);
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
