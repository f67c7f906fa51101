import { describe, expect, it } from "vitest";
import { openApiDocument, plainRoutes } from "../../../src/api/index.ts";

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Json };
  readonly responses: Json;
  readonly security?: readonly Json[];
}

const document = openApiDocument("1.2.3") as {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Json>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** What JSON Schema 2020-12 and OpenAPI 3.1 let a schema of ours say. */
const KEYWORDS = new Set([
  "$ref",
  "type",
  "enum",
  "const",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "maxItems",
  "anyOf",
  "oneOf",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "format",
]);
const TYPES = new Set(["object", "array", "string", "integer", "number", "boolean", "null"]);

function lookUp(ref: string): unknown {
  return ref
    .split("/")
    .slice(1)
    .reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
}

/** Every fault of a schema and of those inside it. */
function faults(schema: Json, where: string): string[] {
  const unknown = Object.keys(schema).filter((key) => !KEYWORDS.has(key));
  const { type, $ref: ref } = schema as { readonly type?: string; readonly $ref?: string };
  const own = [
    ...unknown.map((key) => `${where}: ${key} is no keyword`),
    ...(type === undefined || TYPES.has(type) ? [] : [`${where}: type ${type}`]),
    ...(ref === undefined || lookUp(ref) !== undefined ? [] : [`${where}: ${ref}`]),
  ];
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Json>>;
  const required = (schema["required"] ?? []) as readonly string[];
  const inner = [
    ...Object.entries(properties).map(([key, value]) => [`${where}.${key}`, value] as const),
    ...((schema["anyOf"] ?? schema["oneOf"] ?? []) as readonly Json[]).map((value) => [where, value] as const),
    ...[schema["items"], schema["additionalProperties"]]
      .filter((value): value is Json => typeof value === "object")
      .map((value) => [`${where}[]`, value] as const),
  ];
  return [
    ...own,
    ...required.filter((key) => properties[key] === undefined).map((key) => `${where}: ${key} is required, not there`),
    ...inner.flatMap(([at, value]) => faults(value, at)),
  ];
}

/** Every value under a key, however deep. */
function under(value: unknown, key: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...under(inner, key)]);
}

describe("the OpenAPI document", () => {
  it("names its version and itself", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(document.info).toMatchObject({ title: "Jackfield workbench", version: "1.2.3" });
  });

  it("has every route, once", () => {
    expect(operations.length).toBeGreaterThan(25);
    expect(operations.map(({ operation }) => operation.operationId).toSorted()).toEqual(
      plainRoutes()
        .map(([id]) => id)
        .toSorted(),
    );
  });

  it.each(plainRoutes())("describes %s", (id, route) => {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    expect(operation?.operationId).toBe(id);
    expect(operation?.summary).toMatch(/^[A-Z].*[^.]$/);
    const inPath = (operation?.parameters ?? []).filter((parameter) => parameter.in === "path");
    expect(inPath.map(({ name }) => name).toSorted()).toEqual(
      Array.from(route.path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name).toSorted(),
    );
    expect(inPath.every(({ required }) => required)).toBe(true);
    expect(operation?.requestBody !== undefined).toBe(route.body !== null);
    const status = route.answer === null ? 204 : (route.status ?? 200);
    expect(Object.keys(operation?.responses ?? {})).toEqual([String(status), "default"]);
    expect(operation?.security).toEqual(route.anonymous === true ? [] : undefined);
  });

  it("has only sound schemas, and references that lead somewhere", () => {
    const named = document.components["schemas"] as Readonly<Record<string, Json>>;
    expect(Object.keys(named).length).toBeGreaterThan(15);
    expect(Object.entries(named).flatMap(([name, schema]) => faults(schema, name))).toEqual([]);
    const inline = under(document.paths, "schema") as Json[];
    expect(inline.length).toBeGreaterThan(40);
    expect(inline.flatMap((schema) => faults(schema, "inline"))).toEqual([]);
    const references = under(document, "$ref") as string[];
    expect(references.filter((ref) => lookUp(ref) === undefined)).toEqual([]);
  });

  it("is plain JSON", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
