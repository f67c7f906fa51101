import { charsetSpecShape } from "./charset-shapes.ts";
import { framingShape } from "./framing-shape.ts";
import { serviceSpecShape } from "./service-shapes.ts";
import type {
  CaptureFileSpec,
  MulticastSpec,
  RawOptionSpec,
  ReconnectSpec,
  SessionLimits,
  SessionSpec,
  SocketSpec,
  TcpClientSpec,
  TcpServerSpec,
  TcpSocketSpec,
  UdpSpec,
  UnixClientSpec,
  UnixServerSpec,
} from "./session-spec.ts";
import {
  anyOf,
  array,
  boolean,
  integer,
  literal,
  named,
  object,
  optional,
  type Shape,
  string,
  tagged,
} from "./shape.ts";
import { proxyShape, tlsClientShape, tlsServerShape } from "./tls-shapes.ts";

const DAY_MS = 86_400_000;
const port: Shape<number> = integer(1, 65_535);
const portOrAny: Shape<number> = integer(0, 65_535);
const host: Shape<string> = string({ min: 1, max: 255 });
const path: Shape<string> = string({ min: 1, max: 4096 });
// The kernel counts bytes; the validator does too.
const unixPath: Shape<string> = string({ min: 1, max: 107 });

const limitsShape: Shape<SessionLimits> = named(
  "SessionLimits",
  object<SessionLimits>({
    maxPeers: optional(integer(1, 1_000_000)),
    maxQueuedBytes: optional(integer(1, 2 ** 40)),
    maxRows: optional(integer(1, 2 ** 32 - 1)),
    maxCaptureBytes: optional(integer(4_096)),
    maxUdpPeers: optional(integer(1, 1_000_000)),
    maxGonePeers: optional(integer(0, 1_000_000)),
  }),
);

const reconnectShape: Shape<ReconnectSpec> = named(
  "Reconnect",
  object<ReconnectSpec>({
    delayMs: optional(integer(1, DAY_MS)),
    maxDelayMs: optional(integer(1, DAY_MS)),
    attempts: optional(integer(0)),
  }),
);

const common = {
  name: optional(string({ min: 1, max: 200 })),
  charset: optional(charsetSpecShape),
  framing: optional(framingShape),
  limits: optional(limitsShape),
  captureFile: optional(path),
  captureOverwrite: optional(boolean()),
  record: optional(boolean()),
};
const answers = { service: optional(serviceSpecShape) };
const connection = { halfOpen: optional(boolean()) };

const bufferBytes = optional(integer(1, 2 ** 30));
type RawOption<K extends string> = Extract<RawOptionSpec, Readonly<Record<K, unknown>>>;
const optionNumbers = { level: integer(0, 2 ** 31 - 1), option: integer(0, 2 ** 31 - 1) };
const rawBytes = string({ min: 2, max: 2_048, pattern: /^(?:[0-9a-fA-F]{2})+$/, hint: "pairs of hexadecimal digits" });
const rawOption: Shape<RawOptionSpec> = anyOf("either value or hex", [
  object<RawOption<"value">>({ ...optionNumbers, value: integer(-(2 ** 31), 2 ** 31 - 1) }),
  object<RawOption<"hex">>({ ...optionNumbers, hex: rawBytes }),
]);
const socketFields = {
  tos: optional(integer(0, 255)),
  sendBufferBytes: bufferBytes,
  device: optional(string({ min: 1, max: 15 })),
  reusePort: optional(boolean()),
  raw: optional(array(rawOption, 64)),
};
const udpSocket: Shape<SocketSpec> = named("SocketSpec", object<SocketSpec>(socketFields));
const tcpSocket: Shape<TcpSocketSpec> = named(
  "TcpSocketSpec",
  object<TcpSocketSpec>({
    ttl: optional(integer(1, 255)),
    receiveBufferBytes: bufferBytes,
    lingerSeconds: optional(integer(0, 32_767)),
    maxSegmentBytes: optional(integer(88, 32_767)),
    userTimeoutMs: optional(integer(0, 2 ** 31 - 1)),
    ...socketFields,
  }),
);
const tcp = {
  ...connection,
  noDelay: optional(boolean()),
  keepAliveSeconds: optional(integer(0, 32_767)),
  keepAliveIntervalSeconds: optional(integer(1, 32_767)),
  keepAliveCount: optional(integer(1, 127)),
  socket: optional(tcpSocket),
};

const tcpServer: Shape<TcpServerSpec> = named(
  "TcpServerSpec",
  object<TcpServerSpec>({
    type: literal("tcp-server"),
    host: optional(host),
    port: portOrAny,
    backlog: optional(integer(1, 65_535)),
    tls: optional(tlsServerShape),
    ...answers,
    ...common,
    ...tcp,
  }),
);

const tcpClient: Shape<TcpClientSpec> = named(
  "TcpClientSpec",
  object<TcpClientSpec>({
    type: literal("tcp-client"),
    host,
    port,
    localHost: optional(host),
    localPort: optional(portOrAny),
    connectTimeoutMs: optional(integer(0, DAY_MS)),
    tls: optional(tlsClientShape),
    proxy: optional(proxyShape),
    reconnect: optional(reconnectShape),
    ...common,
    ...tcp,
  }),
);

const multicast: Shape<MulticastSpec> = named(
  "Multicast",
  object<MulticastSpec>({ group: host, interface: optional(string({ min: 1, max: 64 })), source: optional(host) }),
);

const udp: Shape<UdpSpec> = named(
  "UdpSpec",
  object<UdpSpec>({
    type: literal("udp"),
    host: optional(host),
    port: optional(portOrAny),
    remote: optional(object<{ readonly host: string; readonly port: number }>({ host, port })),
    broadcast: optional(boolean()),
    multicast: optional(array(multicast, 64)),
    multicastTtl: optional(integer(0, 255)),
    multicastInterface: optional(string({ min: 1, max: 64 })),
    multicastLoopback: optional(boolean()),
    ttl: optional(integer(1, 255)),
    reuseAddress: optional(boolean()),
    receiveBufferBytes: optional(integer(2_048, 2 ** 30)),
    socket: optional(udpSocket),
    ...answers,
    ...common,
  }),
);

const unixServer: Shape<UnixServerSpec> = named(
  "UnixServerSpec",
  object<UnixServerSpec>({
    type: literal("unix-server"),
    path: unixPath,
    replaceStale: optional(boolean()),
    mode: optional(string({ pattern: /^0?[0-7]{3}$/, hint: "three octal digits" })),
    ...connection,
    ...common,
  }),
);

const unixClient: Shape<UnixClientSpec> = named(
  "UnixClientSpec",
  object<UnixClientSpec>({
    type: literal("unix-client"),
    path: unixPath,
    connectTimeoutMs: optional(integer(0, DAY_MS)),
    reconnect: optional(reconnectShape),
    ...connection,
    ...common,
  }),
);

const captureFile: Shape<CaptureFileSpec> = named(
  "CaptureFileSpec",
  object<CaptureFileSpec>({ type: literal("capture-file"), path, ...common }),
);

/** A {@link SessionSpec}: its schema for the API's document. What comes from outside is checked by `parseSessionSpec`. */
export const sessionSpecShape: Shape<SessionSpec> = named(
  "SessionSpec",
  tagged<SessionSpec>({
    "tcp-server": tcpServer,
    "tcp-client": tcpClient,
    udp,
    "unix-server": unixServer,
    "unix-client": unixClient,
    "capture-file": captureFile,
  }),
);
