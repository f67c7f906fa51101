/** Something that changes and is told to one client, at most once a period and only as it is then. */
export abstract class LiveSource {
  /** Told at most once in this time. */
  protected periodMs: number;
  readonly #wake: () => void;
  #toldMs: number = Number.NEGATIVE_INFINITY;
  #dirty = true;

  /** @param wake called when this has something to tell and had nothing before */
  constructor(periodMs: number, wake: () => void) {
    this.periodMs = periodMs;
    this.#wake = wake;
  }

  /** When this may be told; null when there is nothing to tell. */
  get dueMs(): number | null {
    return this.#dirty ? this.#toldMs + this.periodMs : null;
  }

  /** It changed. */
  readonly mark = (): void => {
    if (this.#dirty) return;
    this.#dirty = true;
    this.#wake();
  };

  /** Tells how it is now. */
  tell(nowMs: number): void {
    this.#dirty = false;
    this.#toldMs = nowMs;
    this.flush();
  }

  /** Stops listening for changes. */
  abstract close(): void;

  protected abstract flush(): void;
}
