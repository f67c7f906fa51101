import { charsetSpecShape } from "./charset-shapes.ts";
import type { ProjectService, ProjectSpec, ServicePlace } from "./project-spec.ts";
import { SERVICE_FIELDS } from "./service-shapes.ts";
import { SERVICE_NETWORKS, type ServiceName, type ServiceNetwork } from "./service-spec.ts";
import { sessionSpecShape } from "./session-shapes.ts";
import {
  type AnyShape,
  array,
  type Fields,
  integer,
  type JsonSchema,
  object,
  oneOf,
  optional,
  type Shape,
  string,
  tagged,
} from "./shape.ts";
import { tlsServerShape } from "./tls-shapes.ts";

type Placed<N extends ServiceName> = Extract<ProjectService, { readonly type: N }>;

const MAX_ENTRIES = 1000;

function place(name: ServiceName): Omit<Fields<ServicePlace>, "tls"> {
  return {
    host: optional(string({ min: 1, max: 255 })),
    port: optional(integer(0, 65_535)),
    networks: optional(array(oneOf<ServiceNetwork>(SERVICE_NETWORKS[name]), 2)),
    charset: optional(charsetSpecShape),
  };
}

const tls = optional(tlsServerShape);

const serviceShape: Shape<ProjectService> = tagged<ProjectService>({
  echo: object<Placed<"echo">>({ ...SERVICE_FIELDS.echo, ...place("echo"), tls }),
  upper: object<Placed<"upper">>({ ...SERVICE_FIELDS.upper, ...place("upper"), tls }),
  reply: object<Placed<"reply">>({ ...SERVICE_FIELDS.reply, ...place("reply"), tls }),
  time: object<Placed<"time">>({ ...SERVICE_FIELDS.time, ...place("time"), tls }),
  room: object<Placed<"room">>({ ...SERVICE_FIELDS.room, ...place("room"), tls }),
  // UDP has no TLS.
  inbox: object<Omit<Placed<"inbox">, "tls">>({ ...SERVICE_FIELDS.inbox, ...place("inbox") }),
  files: object<Placed<"files">>({ ...SERVICE_FIELDS.files, ...place("files"), tls }),
  exec: object<Placed<"exec">>({ ...SERVICE_FIELDS.exec, ...place("exec"), tls }),
});

/** A {@link ProjectSpec}. */
export const projectShape: Shape<ProjectSpec> = object<ProjectSpec>({
  $schema: optional(string()),
  services: optional(array(serviceShape, MAX_ENTRIES)),
  sessions: optional(array(sessionSpecShape, MAX_ENTRIES)),
});

/** The JSON Schema (2020-12) of a project file; `schema/jackfield.schema.json` is this, written down. */
export function projectSchema(): JsonSchema {
  const definitions = new Map<string, JsonSchema>();
  collect(projectShape, definitions);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "jackfield.json",
    description: "A Jackfield project: services and sessions that are opened together by jack serve",
    ...(local(projectShape.schema) as JsonSchema),
    $defs: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function collect(shape: AnyShape, into: Map<string, JsonSchema>): void {
  if (shape.name !== undefined) {
    if (into.has(shape.name)) return;
    into.set(shape.name, local(shape.schema) as JsonSchema);
  }
  for (const part of shape.parts) collect(part, into);
}

/** References point into the API's document; here they point into the schema itself. */
function local(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(local);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      key,
      key === "$ref" && typeof item === "string" ? item.replace("#/components/schemas/", "#/$defs/") : local(item),
    ]),
  );
}
