import { LocalProtocolError } from "../errors/index.ts";
import type { Shape } from "./shape.ts";

/** Says that one field of a session spec is wrong: the path, what it is, what it should be. */
export function badField(path: string, current: unknown, wanted: string): LocalProtocolError {
  const field = path === "" ? "The session description" : `Field "${path}"`;
  return new LocalProtocolError("ERR_BAD_SPEC", `${field} is ${printValue(current)}, want ${wanted}`);
}

function printValue(value: unknown): string {
  if (value === undefined) return "missing";
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/**
 * Reads the fields of one untrusted JSON object, each once; `end` refuses what was not asked for. Every method throws
 * `LocalProtocolError` `ERR_BAD_SPEC` that names the field by its path, as in `limits.maxPeers`.
 */
export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #seen = new Set<string>();

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw badField(path, value, "an object");
    this.#fields = value as Readonly<Record<string, unknown>>;
    this.#path = path;
  }

  /** The path of a field of this object. */
  pathOf(key: string): string {
    return this.#path === "" ? key : `${this.#path}.${key}`;
  }

  /** The raw value; undefined when it is missing. `null` is a value, and a wrong one nearly everywhere. */
  take(key: string): unknown {
    this.#seen.add(key);
    return Object.hasOwn(this.#fields, key) ? this.#fields[key] : undefined;
  }

  /** A boolean, or undefined when missing. */
  boolean(key: string): boolean | undefined {
    const value = this.take(key);
    if (value === undefined || typeof value === "boolean") return value;
    throw badField(this.pathOf(key), value, "true or false");
  }

  /** A whole number in a range, or undefined when missing. */
  integer(key: string, min: number, max: number): number | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
    throw badField(this.pathOf(key), value, `a whole number from ${min} to ${max}`);
  }

  /** A whole number that must be there. */
  requiredInteger(key: string, min: number, max: number): number {
    const value = this.integer(key, min, max);
    if (value === undefined) throw badField(this.pathOf(key), value, `a whole number from ${min} to ${max}`);
    return value;
  }

  /** A string without NUL that is not empty, or undefined when missing. */
  string(key: string, maxLength = 4096): string | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (typeof value === "string" && value !== "" && value.length <= maxLength && !value.includes("\0")) return value;
    throw badField(this.pathOf(key), value, `a text of 1 to ${maxLength} characters`);
  }

  /** A string that must be there. */
  requiredString(key: string, maxLength = 4096): string {
    const value = this.string(key, maxLength);
    if (value === undefined) throw badField(this.pathOf(key), value, "a text");
    return value;
  }

  /** One of a list of words, or undefined when missing. */
  oneOf<T extends string>(key: string, words: readonly T[]): T | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (words.includes(value as T)) return value as T;
    throw badField(this.pathOf(key), value, words.map((word) => `"${word}"`).join(", "));
  }

  /** One of a list of words that must be there. */
  requiredOneOf<T extends string>(key: string, words: readonly T[]): T {
    const value = this.oneOf(key, words);
    if (value === undefined) throw badField(this.pathOf(key), value, words.map((word) => `"${word}"`).join(", "));
    return value;
  }

  /** A field that is an object, read by `read`; undefined when missing. */
  object<T>(key: string, read: (fields: FieldReader) => T): T | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    const fields = new FieldReader(value, this.pathOf(key));
    const result = read(fields);
    fields.end();
    return result;
  }

  /** A field that is an array of objects, each read by `read`; undefined when missing. */
  objects<T>(key: string, maxItems: number, read: (fields: FieldReader) => T): readonly T[] | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || value.length > maxItems) {
      throw badField(this.pathOf(key), value, `an array of at most ${maxItems} objects`);
    }
    return value.map((item: unknown, index) => {
      const fields = new FieldReader(item, `${this.pathOf(key)}[${index}]`);
      const result = read(fields);
      fields.end();
      return result;
    });
  }

  /** A field of this shape that must be there. */
  checked<T>(key: string, shape: Shape<T>): T {
    const value = this.take(key);
    const fault = shape.fault(value, this.pathOf(key));
    if (fault === null) return value as T;
    throw new LocalProtocolError("ERR_BAD_SPEC", `Field "${fault.path}": ${fault.message}`);
  }

  /** Refuses fields that nobody asked for. */
  end(): void {
    for (const key of Object.keys(this.#fields)) {
      if (this.#seen.has(key)) continue;
      const known = [...this.#seen].join(", ");
      throw new LocalProtocolError("ERR_BAD_SPEC", `Field "${this.pathOf(key)}" is unknown, want one of ${known}`);
    }
  }
}

/** Leaves out what is undefined, as `exactOptionalPropertyTypes` asks. */
export function defined<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
