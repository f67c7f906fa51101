import { LIVE_PATH } from "./live.ts";
import { type PlainRoute, plainRoutes } from "./routes.ts";
import { type AnyShape, type JsonSchema, reference } from "./shape.ts";
import { errorAnswerShape } from "./state-shapes.ts";

const BINARY: JsonSchema = { type: "string", format: "binary" };

function collect(shape: AnyShape, found: Map<string, AnyShape>): void {
  if (shape.name !== undefined) {
    if (found.has(shape.name)) return;
    found.set(shape.name, shape);
  }
  for (const part of shape.parts) collect(part, found);
}

function parameters(shape: AnyShape, place: "path" | "query"): readonly JsonSchema[] {
  const { properties = {}, required = [] } = shape.schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema,
  }));
}

function content(body: AnyShape | string): JsonSchema {
  if (typeof body === "string") return { [body === "bytes" ? "application/octet-stream" : body]: { schema: BINARY } };
  return { "application/json": { schema: reference(body) } };
}

function success(route: PlainRoute): JsonSchema {
  if (route.answer === null) return { "204": { description: "Done" } };
  const alternative = route.alternative === undefined ? {} : content(route.alternative);
  const answer = { description: "Done", content: { ...content(route.answer), ...alternative } };
  return { [String(route.status ?? 200)]: answer };
}

function operation(id: string, route: PlainRoute): JsonSchema {
  const given = [...parameters(route.params, "path"), ...parameters(route.query, "query")];
  return {
    operationId: id,
    summary: route.summary,
    ...(given.length === 0 ? {} : { parameters: given }),
    ...(route.body === null ? {} : { requestBody: { required: true, content: content(route.body) } }),
    ...(route.anonymous === true ? { security: [] } : {}),
    responses: { ...success(route), default: { $ref: "#/components/responses/Problem" } },
  };
}

/** The OpenAPI 3.1 document of the HTTP API, made of the table of routes. */
export function openApiDocument(version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  const shapes = new Map<string, AnyShape>();
  collect(errorAnswerShape, shapes);
  for (const [id, route] of plainRoutes()) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(id, route);
    for (const part of [route.body, route.answer]) {
      if (part !== null && typeof part === "object") collect(part, shapes);
    }
    collect(route.query, shapes);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Jackfield workbench",
      version,
      license: { name: "MIT", identifier: "MIT" },
      description:
        "Opens, watches and drives sockets. What changes by itself is told over the WebSocket at " +
        `${LIVE_PATH}: sessions, peers, and rows as they come.`,
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "The token of the address that the workbench printed" },
        cookie: { type: "apiKey", in: "cookie", name: "jackfield-PORT", description: "Set by opening that address" },
      },
      responses: {
        Problem: {
          description: "It did not work: what happened and what to do about it",
          content: { "application/json": { schema: reference(errorAnswerShape) } },
        },
      },
      schemas: Object.fromEntries([...shapes].map(([name, shape]) => [name, shape.schema])),
    },
  };
}
