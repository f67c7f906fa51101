import { type ErrorCode, LocalProtocolError } from "../errors/index.ts";

/** A JSON Schema (2020-12, as OpenAPI 3.1 uses it), as plain JSON. */
export type JsonSchema = { readonly [key: string]: unknown };

/** What is wrong with a value, and where: `path` is `spec.framing.size`, or empty for the value itself. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** A {@link Shape} of whatever type. */
export interface AnyShape {
  readonly schema: JsonSchema;
  /** Set on shapes that stand under their own name in `components/schemas`. */
  readonly name?: string;
  /** Shapes inside this one, so that named ones are found. */
  readonly parts: readonly AnyShape[];
  /** The first fault, or null. */
  fault(value: unknown, path: string): Fault | null;
}

/** A validator of plain JSON that can also describe itself as a JSON Schema. It only looks; it never changes a value. */
export interface Shape<T> extends AnyShape {
  /** Carries the type, so that a shape of another type does not fit; never called. */
  readonly phantom?: (value: T) => T;
}

/** A property that may be left out. */
export interface Optional<T> {
  readonly optional: Shape<T>;
}

/** A property for each key of `T`, optional just where `T` says so. */
export type Fields<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? Optional<Exclude<T[K], undefined>> : Shape<T[K]>;
};

const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function leaf<T>(schema: JsonSchema, wanted: string, holds: (value: unknown) => boolean): Shape<T> {
  const fault = (value: unknown, path: string): Fault | null =>
    holds(value) ? null : { path, message: `wanted ${wanted}, got ${shown(value)}` };
  return { schema, parts: [], fault };
}

/** Marks a property that may be left out. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

/** Bounds of {@link string}. */
export interface StringBounds {
  readonly min?: number;
  /** In UTF-16 units. */
  readonly max?: number;
  readonly pattern?: RegExp;
  /** Names the pattern in the fault: "wanted `hint`". */
  readonly hint?: string;
}

/** A string. */
export function string(bounds: StringBounds = {}): Shape<string> {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, hint } = bounds;
  const schema = {
    type: "string",
    ...(min > 0 ? { minLength: min } : {}),
    ...(Number.isFinite(max) ? { maxLength: max } : {}),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
  const size = Number.isFinite(max) ? ` of ${min} to ${max} characters` : min > 0 ? " that is not empty" : "";
  return leaf(
    schema,
    hint ?? `a string${size}`,
    (value) =>
      typeof value === "string" &&
      value.length >= min &&
      value.length <= max &&
      (pattern === undefined || pattern.test(value)),
  );
}

/** An integer from `min` to `max`, both included. */
export function integer(min: number = Number.MIN_SAFE_INTEGER, max: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  const wanted =
    max === Number.MAX_SAFE_INTEGER
      ? min === Number.MIN_SAFE_INTEGER
        ? "an integer"
        : `an integer of at least ${min}`
      : `an integer from ${min} to ${max}`;
  return leaf(
    { type: "integer", minimum: min, maximum: max },
    wanted,
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  );
}

/** A finite number of at least `min`. */
export function number(min: number = Number.NEGATIVE_INFINITY): Shape<number> {
  const bounded = Number.isFinite(min);
  return leaf(
    bounded ? { type: "number", minimum: min } : { type: "number" },
    bounded ? `a number of at least ${min}` : "a number",
    (value) => typeof value === "number" && Number.isFinite(value) && value >= min,
  );
}

/** `true` or `false`. */
export function boolean(): Shape<boolean> {
  return leaf({ type: "boolean" }, "true or false", (value) => typeof value === "boolean");
}

/** Just this value. */
export function literal<const T extends string | number | boolean>(value: T): Shape<T> {
  return leaf({ const: value }, shown(value), (given) => given === value);
}

/** One of these strings. */
export function oneOf<const T extends string>(values: readonly T[]): Shape<T> {
  return leaf({ type: "string", enum: values }, `one of ${values.join(", ")}`, (value) => values.includes(value as T));
}

/** Null, or a value of this shape. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    schema: { anyOf: [reference(shape), { type: "null" }] },
    parts: [shape],
    fault: (value, path) => (value === null ? null : shape.fault(value, path)),
  };
}

/** An array. */
export function array<T>(item: Shape<T>, max: number = Number.POSITIVE_INFINITY): Shape<readonly T[]> {
  return {
    schema: { type: "array", items: reference(item), ...(Number.isFinite(max) ? { maxItems: max } : {}) },
    parts: [item],
    fault(value, path) {
      if (!Array.isArray(value)) return { path, message: `wanted an array, got ${shown(value)}` };
      if (value.length > max) return { path, message: `wanted at most ${max} items, got ${value.length}` };
      for (const [at, element] of value.entries()) {
        const fault = item.fault(element, `${path}[${at}]`);
        if (fault !== null) return fault;
      }
      return null;
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object with just these properties; others are faults. */
export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const entries = Object.entries<AnyShape | { readonly optional: AnyShape }>(fields);
  const shapeOf = (field: AnyShape | { readonly optional: AnyShape }): AnyShape =>
    "optional" in field ? field.optional : field;
  const known = new Map(entries);
  return {
    schema: {
      type: "object",
      properties: Object.fromEntries(entries.map(([key, field]) => [key, reference(shapeOf(field))])),
      required: entries.filter(([, field]) => !("optional" in field)).map(([key]) => key),
      additionalProperties: false,
    },
    parts: entries.map(([, field]) => shapeOf(field)),
    fault(value, path) {
      if (!isRecord(value)) return { path, message: `wanted an object, got ${shown(value)}` };
      for (const key of Object.keys(value)) {
        if (!known.has(key)) return { path: join(path, key), message: "no such property" };
      }
      for (const [key, field] of entries) {
        if (value[key] === undefined && "optional" in field) continue;
        if (value[key] === undefined) return { path: join(path, key), message: "is missing" };
        const fault = shapeOf(field).fault(value[key], join(path, key));
        if (fault !== null) return fault;
      }
      return null;
    },
  };
}

/** An object with any keys and these values. */
export function record<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    schema: { type: "object", additionalProperties: reference(item) },
    parts: [item],
    fault(value, path) {
      if (!isRecord(value)) return { path, message: `wanted an object, got ${shown(value)}` };
      for (const [key, element] of Object.entries(value)) {
        const fault = item.fault(element, join(path, key));
        if (fault !== null) return fault;
      }
      return null;
    },
  };
}

/** Objects told apart by their property `type`. */
export function tagged<T extends { readonly type: string }>(
  members: {
    readonly [K in T["type"]]: Shape<Extract<T, { readonly type: K }>>;
  },
): Shape<T> {
  const table = new Map(Object.entries<AnyShape>(members));
  return {
    schema: { oneOf: [...table.values()].map((shape) => reference(shape)) },
    parts: [...table.values()],
    fault(value, path) {
      if (!isRecord(value)) return { path, message: `wanted an object, got ${shown(value)}` };
      const shape = typeof value["type"] === "string" ? table.get(value["type"]) : undefined;
      if (shape !== undefined) return shape.fault(value, path);
      const types = [...table.keys()].join(", ");
      return { path: join(path, "type"), message: `wanted one of ${types}, got ${shown(value["type"])}` };
    },
  };
}

/** A value of any of these shapes. */
export function anyOf<T>(wanted: string, shapes: readonly AnyShape[]): Shape<T> {
  return {
    schema: { anyOf: shapes.map((shape) => reference(shape)) },
    parts: shapes,
    fault: (value, path) =>
      shapes.some((shape) => shape.fault(value, path) === null)
        ? null
        : { path, message: `wanted ${wanted}, got ${shown(value)}` },
  };
}

/** The same shape under a name of its own in `components/schemas`. */
export function named<T>(name: string, shape: Shape<T>): Shape<T> {
  return { ...shape, name };
}

/** The same shape with a further look at a value that has it: for what properties say together. */
export function refined<T>(shape: Shape<T>, look: (value: T, path: string) => Fault | null): Shape<T> {
  return { ...shape, fault: (value, path) => shape.fault(value, path) ?? look(value as T, path) };
}

/** The same shape for the document only: somebody else checks the value. */
export function unchecked<T>(shape: Shape<T>): Shape<T> {
  return { ...shape, fault: () => null };
}

/** The schema to write where this shape is used: a reference when it has a name. */
export function reference(shape: AnyShape): JsonSchema {
  return shape.name === undefined ? shape.schema : { $ref: `#/components/schemas/${shape.name}` };
}

/**
 * Says that a value from outside has this shape.
 * @throws LocalProtocolError with `code` (default `ERR_BAD_OPTION`); the message names the property
 */
export function check<T>(shape: Shape<T>, value: unknown, code: ErrorCode = "ERR_BAD_OPTION"): T {
  const fault = shape.fault(value, "");
  if (fault === null) return value as T;
  throw new LocalProtocolError(code, fault.path === "" ? `Value: ${fault.message}` : `${fault.path}: ${fault.message}`);
}
