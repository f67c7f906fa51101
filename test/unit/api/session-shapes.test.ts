import { describe, expect, it } from "vitest";
import { type JsonSchema, parseSessionSpec, sessionSpecShape } from "../../../src/api/index.ts";
import { JackfieldError } from "../../../src/errors/index.ts";

type Plain = Readonly<Record<string, unknown>>;

const COMMON = {
  name: "n",
  charset: { in: "gbk", out: "utf-8" },
  framing: { type: "length", width: "u16be", offset: 2, adjust: -2, maxLength: 100 },
  limits: {
    maxPeers: 1,
    maxQueuedBytes: 1,
    maxRows: 1,
    maxCaptureBytes: 4096,
    maxUdpPeers: 1,
    maxGonePeers: 0,
  },
  captureFile: "/tmp/x.pcapng",
  captureOverwrite: true,
  record: true,
};
const SOCKET = {
  tos: 0x10,
  sendBufferBytes: 4096,
  device: "lo",
  reusePort: true,
  raw: [
    { level: 1, option: 12, value: -1 },
    { level: 1, option: 13, hex: "01" },
  ],
};
const TCP_SOCKET = {
  ttl: 1,
  receiveBufferBytes: 4096,
  lingerSeconds: 0,
  maxSegmentBytes: 536,
  userTimeoutMs: 0,
  ...SOCKET,
};
const TCP = {
  halfOpen: true,
  noDelay: false,
  keepAliveSeconds: 1,
  keepAliveIntervalSeconds: 1,
  keepAliveCount: 1,
  socket: TCP_SOCKET,
};
const SERVICE = { type: "time", zone: "Asia/Shanghai" };
const RECONNECT = { delayMs: 1, maxDelayMs: 86_400_000, attempts: 0 };

/** One of each type with every field that there is. */
const TLS: Plain = {
  certFile: "c",
  keyFile: "k",
  passphraseFile: "p",
  caFile: "a",
  verify: true,
  alpn: ["h2"],
  ciphers: "HIGH",
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.3",
};
const FULL: Readonly<Record<string, Plain>> = {
  "tcp-server": {
    host: "::1",
    port: 0,
    backlog: 1,
    service: SERVICE,
    tls: { ...TLS, requireClientCertificate: true, handshakeTimeoutMs: 1 },
    ...TCP,
    ...COMMON,
  },
  "tcp-client": {
    host: "h",
    port: 1,
    localHost: "127.0.0.1",
    localPort: 0,
    connectTimeoutMs: 0,
    reconnect: RECONNECT,
    tls: { ...TLS, serverName: "h" },
    proxy: { protocol: "socks5", host: "h", port: 1, username: "u", password: "p", dns: "remote" },
    ...TCP,
    ...COMMON,
  },
  udp: {
    host: "h",
    port: 0,
    remote: { host: "h", port: 1 },
    broadcast: true,
    multicast: [{ group: "224.0.0.1", interface: "lo", source: "127.0.0.1" }],
    multicastTtl: 0,
    multicastInterface: "lo",
    multicastLoopback: false,
    ttl: 1,
    reuseAddress: true,
    receiveBufferBytes: 2048,
    socket: SOCKET,
    service: SERVICE,
    ...COMMON,
  },
  "unix-server": { path: "/tmp/s", replaceStale: false, mode: "600", halfOpen: true, ...COMMON },
  "unix-client": { path: "@s", connectTimeoutMs: 0, reconnect: RECONNECT, halfOpen: false, ...COMMON },
  "capture-file": { path: "/tmp/x", ...COMMON },
};
const FRAMINGS: readonly Plain[] = [
  { type: "read" },
  { type: "line", maxLength: 1 },
  { type: "delimiter", hex: "0d0a", maxLength: 1 },
  { type: "fixed", size: 1 },
  { type: "length", width: "varint" },
  { type: "idle", gapMs: 1, maxLength: 1 },
  { type: "slip", maxLength: 1 },
  { type: "cobs", maxLength: 1 },
];

function accepts(value: unknown): { readonly schema: boolean; readonly validator: boolean } {
  let validator = true;
  try {
    parseSessionSpec(value);
  } catch (error) {
    if (!JackfieldError.is(error, "ERR_BAD_SPEC")) throw error;
    validator = false;
  }
  return { schema: sessionSpecShape.fault(value, "") === null, validator };
}

/** The value with one property, named by its path, set or (undefined) left out. */
function withValue(value: Plain, path: readonly string[], to: unknown): Plain {
  const [key = "", ...rest] = path;
  if (Array.isArray(value))
    return value.map((item, at) => (String(at) === key ? withValue(item, rest, to) : item)) as never;
  const inner = rest.length === 0 ? to : withValue(value[key] as Plain, rest, to);
  return { ...value, [key]: inner };
}

/** Every property of a value, also inner ones, by its path. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

const SCHEMAS = new Map<string, JsonSchema>();
function collect(shape: typeof sessionSpecShape | (typeof sessionSpecShape.parts)[number]): void {
  if (shape.name !== undefined) SCHEMAS.set(shape.name, shape.schema);
  for (const part of shape.parts) collect(part);
}
collect(sessionSpecShape);

const resolve = (schema: JsonSchema): JsonSchema =>
  typeof schema["$ref"] === "string" ? (SCHEMAS.get(schema["$ref"].split("/").at(-1) ?? "") ?? {}) : schema;

/** The bounds of every integer in the schema of a member, by path. */
function bounds(
  schema: JsonSchema,
  path: readonly string[] = [],
): { path: readonly string[]; min: number; max: number }[] {
  const own = resolve(schema);
  if (own["type"] === "integer") return [{ path, min: own["minimum"] as number, max: own["maximum"] as number }];
  return Object.entries((own["properties"] ?? {}) as Record<string, JsonSchema>).flatMap(([key, inner]) =>
    bounds(inner, [...path, key]),
  );
}

const members = (sessionSpecShape.schema["oneOf"] as readonly JsonSchema[]).map(resolve);
const MEMBERS = members.map((schema) => {
  const { type } = schema["properties"] as { readonly type: { readonly const: string } };
  return [type.const, schema] as const;
});

describe("the schema of session specs and their validator", () => {
  it("know the same types", () => {
    expect(MEMBERS.map(([type]) => type)).toEqual(Object.keys(FULL));
    expect(accepts({ type: "tcp" })).toEqual({ schema: false, validator: false });
  });

  it.each(MEMBERS)("know the same fields of %s", (type, schema) => {
    const full = { type, ...FULL[type] };
    expect(Object.keys(schema["properties"] as object).toSorted()).toEqual(Object.keys(full).toSorted());
    expect(accepts(full)).toEqual({ schema: true, validator: true });
    expect(accepts({ ...full, other: 1 })).toEqual({ schema: false, validator: false });
  });

  it.each(MEMBERS)("want the same fields of %s, of the same types", (type) => {
    const full = { type, ...FULL[type] };
    for (const path of pathsOf(full)) {
      for (const value of [undefined, null, "", {}, [], -1, 0.5, "x".repeat(5000)]) {
        const { schema, validator } = accepts(withValue(full, path, value));
        // Groups, hosts and hex have rules that no schema can say.
        const looser = typeof value === "string" && schema && !validator;
        if (!looser) expect([path.join("."), value, schema]).toEqual([path.join("."), value, validator]);
      }
    }
  });

  it.each(MEMBERS)("have the same bounds for %s", (type, schema) => {
    const full = { type, ...FULL[type] };
    const all = bounds(schema);
    expect(all.length).toBeGreaterThan(4);
    for (const { path, min, max } of all) {
      if (path.at(-1) === "maxDelayMs") continue;
      const at = (value: number): object => ({ path, value, ...accepts(withValue(full, path, value)) });
      expect(at(min)).toMatchObject({ schema: true, validator: true });
      expect(at(min - 1)).toMatchObject({ schema: false, validator: false });
      if (max === Number.MAX_SAFE_INTEGER || path.at(-1) === "delayMs") continue;
      expect(at(max)).toMatchObject({ schema: true, validator: true });
      expect(at(max + 1)).toMatchObject({ schema: false, validator: false });
    }
  });

  it.each(FRAMINGS)("agree on framing %j", (framing) => {
    expect(accepts({ type: "udp", framing })).toEqual({ schema: true, validator: true });
    expect(accepts({ type: "udp", framing: { ...framing, other: 1 } })).toEqual({ schema: false, validator: false });
    for (const key of Object.keys(framing)) {
      for (const value of [undefined, 0, "zz", 2 ** 31]) {
        const { schema, validator } = accepts({ type: "udp", framing: { ...framing, [key]: value } });
        if (key === "hex") expect(validator).toBe(false);
        else expect([key, value, schema]).toEqual([key, value, validator]);
      }
    }
  });
});
