import { CHARSET_NAMES } from "../bytes/index.ts";
import { badField, defined, FieldReader } from "./field-reader.ts";
import { serviceSpecShape } from "./service-shapes.ts";
import { SERVICE_NETWORKS, type ServiceNetwork, type ServiceSpec } from "./service-spec.ts";
import type {
  CaptureFileSpec,
  CharsetSpec,
  CommonSpec,
  ConnectionOptions,
  MulticastSpec,
  ReconnectSpec,
  SessionLimits,
  SessionSpec,
  SessionType,
  TcpClientSpec,
  TcpOptions,
  TcpServerSpec,
  UdpSpec,
  UnixClientSpec,
  UnixServerSpec,
} from "./session-spec.ts";
import { readFraming } from "./validate-framing.ts";
import type { Shape } from "./shape.ts";
import { proxyShape, tlsClientShape, tlsServerShape } from "./tls-shapes.ts";
import { readSocket, readTcpSocket } from "./validate-socket.ts";

const SESSION_TYPES: readonly SessionType[] = [
  "tcp-server",
  "tcp-client",
  "udp",
  "unix-server",
  "unix-client",
  "capture-file",
];
const MAX_PORT = 65_535;
const DAY_MS = 86_400_000;
// The kernel's sun_path holds 108 bytes with the closing NUL.
const MAX_UNIX_PATH = 107;

/**
 * Checks a session spec that came as JSON and returns it normalised: unknown fields refused, a leading and trailing
 * blank of host names dropped, brackets of IPv6 hosts dropped, hex in lower case.
 *
 * @throws LocalProtocolError `ERR_BAD_SPEC`: names the field by its path (`limits.maxPeers`), what it is and what it should be
 */
export function parseSessionSpec(value: unknown): SessionSpec {
  const fields = new FieldReader(value, "");
  const type = fields.requiredOneOf("type", SESSION_TYPES);
  const spec = READERS[type](fields);
  fields.end();
  return spec;
}

const READERS: Readonly<Record<SessionType, (fields: FieldReader) => SessionSpec>> = {
  "tcp-server": (fields) =>
    defined<TcpServerSpec>({
      type: "tcp-server",
      host: host(fields, "host"),
      port: fields.requiredInteger("port", 0, MAX_PORT),
      backlog: fields.integer("backlog", 1, 65_535),
      service: service(fields, "tcp"),
      tls: shaped(fields, "tls", tlsServerShape),
      ...tcp(fields),
      ...common(fields),
    }),
  "tcp-client": (fields) =>
    defined<TcpClientSpec>({
      type: "tcp-client",
      host: requiredHost(fields, "host"),
      port: fields.requiredInteger("port", 1, MAX_PORT),
      localHost: host(fields, "localHost"),
      localPort: fields.integer("localPort", 0, MAX_PORT),
      tls: shaped(fields, "tls", tlsClientShape),
      proxy: shaped(fields, "proxy", proxyShape),
      connectTimeoutMs: fields.integer("connectTimeoutMs", 0, DAY_MS),
      reconnect: fields.object("reconnect", reconnect),
      ...tcp(fields),
      ...common(fields),
    }),
  udp: (fields) =>
    defined<UdpSpec>({
      type: "udp",
      host: host(fields, "host"),
      port: fields.integer("port", 0, MAX_PORT),
      remote: fields.object("remote", (remote) => ({
        host: requiredHost(remote, "host"),
        port: remote.requiredInteger("port", 1, MAX_PORT),
      })),
      broadcast: fields.boolean("broadcast"),
      multicast: fields.objects("multicast", 64, multicast),
      multicastTtl: fields.integer("multicastTtl", 0, 255),
      multicastInterface: fields.string("multicastInterface", 64),
      multicastLoopback: fields.boolean("multicastLoopback"),
      ttl: fields.integer("ttl", 1, 255),
      reuseAddress: fields.boolean("reuseAddress"),
      receiveBufferBytes: fields.integer("receiveBufferBytes", 2_048, 2 ** 30),
      socket: fields.object("socket", readSocket),
      service: service(fields, "udp"),
      ...common(fields),
    }),
  "unix-server": (fields) =>
    defined<UnixServerSpec>({
      type: "unix-server",
      path: unixPath(fields),
      replaceStale: fields.boolean("replaceStale"),
      mode: fileMode(fields),
      ...connection(fields),
      ...common(fields),
    }),
  "unix-client": (fields) =>
    defined<UnixClientSpec>({
      type: "unix-client",
      path: unixPath(fields),
      connectTimeoutMs: fields.integer("connectTimeoutMs", 0, DAY_MS),
      reconnect: fields.object("reconnect", reconnect),
      ...connection(fields),
      ...common(fields),
    }),
  "capture-file": (fields) =>
    defined<CaptureFileSpec>({ type: "capture-file", path: fields.requiredString("path"), ...common(fields) }),
};

type Loose<T> = { readonly [K in keyof T]-?: T[K] | undefined };

function common(fields: FieldReader): Loose<CommonSpec> {
  return {
    name: fields.string("name", 200),
    charset: fields.object("charset", charset),
    framing: fields.object("framing", readFraming),
    limits: fields.object("limits", limits),
    captureFile: fields.string("captureFile"),
    captureOverwrite: fields.boolean("captureOverwrite"),
    record: fields.boolean("record"),
  };
}

function service(fields: FieldReader, network: ServiceNetwork): ServiceSpec | undefined {
  const value = fields.take("service");
  if (value === undefined) return undefined;
  const spec = fields.checked("service", serviceSpecShape);
  if (SERVICE_NETWORKS[spec.type].includes(network)) return spec;
  throw badField(`${fields.pathOf("service")}.type`, spec.type, `a service for ${network.toUpperCase()}`);
}

function shaped<T>(fields: FieldReader, key: string, shape: Shape<T>): T | undefined {
  return fields.take(key) === undefined ? undefined : fields.checked(key, shape);
}

function connection(fields: FieldReader): Loose<ConnectionOptions> {
  return { halfOpen: fields.boolean("halfOpen") };
}

function tcp(fields: FieldReader): Loose<TcpOptions> {
  return {
    ...connection(fields),
    noDelay: fields.boolean("noDelay"),
    keepAliveSeconds: fields.integer("keepAliveSeconds", 0, 32_767),
    keepAliveIntervalSeconds: fields.integer("keepAliveIntervalSeconds", 1, 32_767),
    keepAliveCount: fields.integer("keepAliveCount", 1, 127),
    socket: fields.object("socket", readTcpSocket),
  };
}

function charset(fields: FieldReader): CharsetSpec {
  return { in: fields.requiredOneOf("in", CHARSET_NAMES), out: fields.requiredOneOf("out", CHARSET_NAMES) };
}

function limits(fields: FieldReader): SessionLimits {
  return defined<SessionLimits>({
    maxPeers: fields.integer("maxPeers", 1, 1_000_000),
    maxQueuedBytes: fields.integer("maxQueuedBytes", 1, 2 ** 40),
    maxRows: fields.integer("maxRows", 1, 2 ** 32 - 1),
    maxCaptureBytes: fields.integer("maxCaptureBytes", 4_096, Number.MAX_SAFE_INTEGER),
    maxUdpPeers: fields.integer("maxUdpPeers", 1, 1_000_000),
    maxGonePeers: fields.integer("maxGonePeers", 0, 1_000_000),
  });
}

function reconnect(fields: FieldReader): ReconnectSpec {
  const spec = defined<ReconnectSpec>({
    delayMs: fields.integer("delayMs", 1, DAY_MS),
    maxDelayMs: fields.integer("maxDelayMs", 1, DAY_MS),
    attempts: fields.integer("attempts", 0, Number.MAX_SAFE_INTEGER),
  });
  const { delayMs, maxDelayMs } = spec;
  if (delayMs !== undefined && maxDelayMs !== undefined && maxDelayMs < delayMs) {
    throw badField(fields.pathOf("maxDelayMs"), maxDelayMs, `at least delayMs (${delayMs})`);
  }
  return spec;
}

function multicast(fields: FieldReader): MulticastSpec {
  const group = requiredHost(fields, "group");
  const first = /^(\d{1,3})(?:\.\d{1,3}){3}$/.exec(group)?.[1];
  const isGroup = first === undefined ? /^ff[0-9a-f]{2}:[0-9a-f:.]+$/i.test(group) : +first >= 224 && +first <= 239;
  if (!isGroup) throw badField(fields.pathOf("group"), group, "a multicast address in 224.0.0.0/4 or ff00::/8");
  return defined<MulticastSpec>({
    group,
    interface: fields.string("interface", 64),
    source: host(fields, "source"),
  });
}

function host(fields: FieldReader, key: string): string | undefined {
  const value = fields.string(key, 255)?.trim();
  if (value === undefined) return undefined;
  const bare = /^\[(.*)\]$/.exec(value)?.[1] ?? value;
  if (bare !== "" && !/[\s/]/.test(bare)) return bare;
  throw badField(fields.pathOf(key), value, "a host name or an IP address");
}

function requiredHost(fields: FieldReader, key: string): string {
  const value = host(fields, key);
  if (value === undefined) throw badField(fields.pathOf(key), value, "a host name or an IP address");
  return value;
}

function unixPath(fields: FieldReader): string {
  const path = fields.requiredString("path");
  const bytes = utf8Length(path);
  if (path !== "@" && bytes <= MAX_UNIX_PATH) return path;
  throw badField(fields.pathOf("path"), path, `a path of at most ${MAX_UNIX_PATH} bytes (this one has ${bytes})`);
}

function fileMode(fields: FieldReader): string | undefined {
  const mode = fields.string("mode", 4);
  if (mode === undefined || /^0?[0-7]{3}$/.test(mode)) return mode;
  throw badField(fields.pathOf("mode"), mode, "three octal digits");
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return length;
}
