interface Entry<T> {
  readonly key: string;
  readonly value: T;
  older: Entry<T> | null;
  newer: Entry<T> | null;
}

/**
 * Values by key, in the order in which they were touched last. All operations take constant time; a `Map` whose first
 * entries are deleted one after the other does not.
 */
export class RecencyList<T> {
  readonly #entries = new Map<string, Entry<T>>();
  #oldest: Entry<T> | null = null;
  #newest: Entry<T> | null = null;

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Adds a value as the newest; one of the same key is replaced. */
  add(key: string, value: T): void {
    this.delete(key);
    const entry: Entry<T> = { key, value, older: null, newer: null };
    this.#entries.set(key, entry);
    this.#append(entry);
  }

  /** Makes it the newest. An unknown key is no fault. */
  touch(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry === this.#newest) return;
    this.#unlink(entry);
    this.#append(entry);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#unlink(entry);
  }

  /** From the one touched least recently on. */
  *oldestFirst(): Generator<T, void, undefined> {
    for (let entry = this.#oldest; entry !== null; entry = entry.newer) yield entry.value;
  }

  #append(entry: Entry<T>): void {
    entry.older = this.#newest;
    entry.newer = null;
    if (this.#newest === null) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry<T>): void {
    if (entry.older === null) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) this.#newest = entry.older;
    else entry.newer.older = entry.older;
  }
}
