import { Observable } from "./observable.ts";

/** Reads a value that an older page, or somebody else, may have stored; undefined when it cannot be used. */
export type StoredValueParser<T> = (value: unknown) => T | undefined;

/** Where values are kept: `localStorage`, or a fake. */
export type ValueStorage = Pick<Storage, "getItem" | "setItem">;

/** A value that the browser remembers under a key; what cannot be read or stored is as if it never was. */
export class StoredValue<T> extends Observable<T> {
  readonly #key: string;
  readonly #storage: ValueStorage;

  constructor(storage: ValueStorage, key: string, fallback: T, parse: StoredValueParser<T>) {
    super(read(storage, key, parse) ?? fallback);
    this.#key = key;
    this.#storage = storage;
  }

  override set(value: T): void {
    try {
      this.#storage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Storage is full or forbidden: the value lives as long as the page.
    }
    super.set(value);
  }
}

function read<T>(storage: ValueStorage, key: string, parse: StoredValueParser<T>): T | undefined {
  try {
    const text = storage.getItem(key);
    return text === null ? undefined : parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A parser that takes one of these strings. */
export function oneOf<T extends string>(...values: readonly T[]): StoredValueParser<T> {
  return (value) => values.find((item) => item === value);
}
