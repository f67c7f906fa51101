/** Calls of `onChange` listeners are at least this far apart. */
export const CHANGE_INTERVAL_MS = 16;

/** Tells listeners that something changed, many changes as one call. */
export class ChangeSignal {
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;

  /** Something changed; cheap enough for every read. */
  mark(): void {
    if (this.#timer !== null || this.#listeners.size === 0) return;
    this.#timer = setTimeout(() => this.flush(), CHANGE_INTERVAL_MS);
    // A face that only watches must not keep the process alive.
    this.#timer.unref();
  }

  /** Calls the listeners now if anything waits to be told. */
  flush(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        reportListenerError(error);
      }
    }
  }

  /** Returns the function that ends it. */
  listen(listener: () => void): () => void {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }
}

/** A listener that throws is a fault of the program that gave it: said as a process warning, never an end of the data path. */
export function reportListenerError(error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(`A session listener threw: ${detail}`, { type: "JackfieldWarning", code: "JACKFIELD_LISTENER" });
}
