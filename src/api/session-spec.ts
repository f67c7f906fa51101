import type { CharsetName, FramingSpec } from "../bytes/index.ts";
import type { ServiceSpec } from "./service-spec.ts";
import type { TlsClientSpec, TlsServerSpec } from "./tls-spec.ts";

/** The charset of each direction. */
export interface CharsetSpec {
  /** For what is received. */
  readonly in: CharsetName;
  /** For what is sent. */
  readonly out: CharsetName;
}

/** Bounds of a session. Each has a default, and striking one is a `limit` event. */
export interface SessionLimits {
  /** Peers open at one time; a further one is accepted and closed at once. @default 10_000 */
  readonly maxPeers?: number;
  /** Bytes waiting to be sent to one peer before `send` waits. @default 4_194_304 */
  readonly maxQueuedBytes?: number;
  /** Rows kept; past it the session goes on but is no longer recorded. @default 50_000_000 */
  readonly maxRows?: number;
  /** Bytes of the capture file; past it the session goes on but is no longer recorded. @default 17_179_869_184 */
  readonly maxCaptureBytes?: number;
  /** UDP sources remembered; past it the one heard least recently is forgotten. @default 10_000 */
  readonly maxUdpPeers?: number;
  /** Peers that are gone and still listed; past it the one gone longest is forgotten (its rows stay). @default 1_000 */
  readonly maxGonePeers?: number;
}

/** What every session spec has. */
export interface CommonSpec {
  /** Shown in the list of sessions. @default made from the address */
  readonly name?: string;
  /** @default utf-8 both ways */
  readonly charset?: CharsetSpec;
  /** @default `{ type: "read" }` */
  readonly framing?: FramingSpec;
  readonly limits?: SessionLimits;
  /** Keep the capture in this file (pcapng) instead of a temporary one. */
  readonly captureFile?: string;
  /** Replace a capture file that exists. @default false: opening fails with `ERR_FILE_EXISTS` */
  readonly captureOverwrite?: boolean;
  /** `false` runs without a recorder: no rows, full speed. @default true */
  readonly record?: boolean;
}

/** What answers on a session that others come to. */
export interface AnswerOptions {
  /** The service that answers what comes; one that cannot answer on this network is refused. @default none: only people answer */
  readonly service?: ServiceSpec;
}

/** How a connection ends, TCP and Unix, both roles. */
export interface ConnectionOptions {
  /**
   * What the peer's FIN does. `false`: what is queued is sent and the connection is closed. `true`: our side stays open
   * until it is closed here. @default false, true when a handler answers on the session
   */
  readonly halfOpen?: boolean;
}

/** A socket option by its numbers (setsockopt(2)); its value is an `int`, or the bytes of a structure. */
export type RawOptionSpec =
  | { readonly level: number; readonly option: number; readonly value: number }
  | { readonly level: number; readonly option: number; readonly hex: string };

/** Options of the operating system's socket; one that the platform does not have makes opening fail (`ERR_UNSUPPORTED`). */
export interface SocketSpec {
  /** The type-of-service byte: DSCP in the upper six bits, ECN below (IP_TOS, IPV6_TCLASS). @default the system's */
  readonly tos?: number;
  /** Kernel send buffer asked for, in bytes (SO_SNDBUF). @default the system's */
  readonly sendBufferBytes?: number;
  /** Only this network interface (SO_BINDTODEVICE). @default any */
  readonly device?: string;
  /** Share the port with other sockets that ask for it (SO_REUSEPORT). @default false */
  readonly reusePort?: boolean;
  /** Any others, set last. */
  readonly raw?: readonly RawOptionSpec[];
}

/** {@link SocketSpec} of TCP; a server's connections inherit it. */
export interface TcpSocketSpec extends SocketSpec {
  /** Hops that packets may take (IP_TTL, IPV6_UNICAST_HOPS). @default the system's */
  readonly ttl?: number;
  /** Kernel receive buffer asked for, in bytes (SO_RCVBUF). @default the system's */
  readonly receiveBufferBytes?: number;
  /** How long the kernel goes on sending after a close (SO_LINGER); 0 makes a close a reset. @default the system's */
  readonly lingerSeconds?: number;
  /** The largest segment (TCP_MAXSEG). @default the system's */
  readonly maxSegmentBytes?: number;
  /** How long data may stay without acknowledgement before the connection fails (TCP_USER_TIMEOUT). @default the system's */
  readonly userTimeoutMs?: number;
}

/** How a TCP connection behaves, both roles. */
export interface TcpOptions extends ConnectionOptions {
  /** Send small writes at once (TCP_NODELAY). @default true */
  readonly noDelay?: boolean;
  /** Seconds of silence before keep-alive probes; 0 switches them off. @default 0 */
  readonly keepAliveSeconds?: number;
  /** Seconds between keep-alive probes. @default 1 */
  readonly keepAliveIntervalSeconds?: number;
  /** Keep-alive probes without an answer that end the connection. @default 10 */
  readonly keepAliveCount?: number;
  readonly socket?: TcpSocketSpec;
}

/** Listens on TCP and serves many peers. */
export interface TcpServerSpec extends CommonSpec, TcpOptions, AnswerOptions {
  readonly type: "tcp-server";
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Connections that may wait to be accepted. @default 511 */
  readonly backlog?: number;
  /** Speak TLS. @default no */
  readonly tls?: TlsServerSpec;
}

/** When a client connects again after it lost its connection. */
export interface ReconnectSpec {
  /** The first wait; doubled after each failure. @default 500 */
  readonly delayMs?: number;
  /** The longest wait. @default 10_000 */
  readonly maxDelayMs?: number;
  /** Give up after this many failures in a row; 0 never gives up. @default 0 */
  readonly attempts?: number;
}

/** One TCP connection that is kept open. */
export interface TcpClientSpec extends CommonSpec, TcpOptions {
  readonly type: "tcp-client";
  readonly host: string;
  readonly port: number;
  /** This side's address. @default chosen by the system */
  readonly localHost?: string;
  /** This side's port. @default chosen by the system */
  readonly localPort?: number;
  /** @default 10_000 */
  readonly connectTimeoutMs?: number;
  /** Connect again when the connection is lost. @default never */
  readonly reconnect?: ReconnectSpec;
  /** Speak TLS. @default no */
  readonly tls?: TlsClientSpec;
  /** Go through a proxy; what the session shows as its remote is the proxy. @default straight */
  readonly proxy?: ProxyClientSpec;
}

/** A proxy on the way to a server. */
export interface ProxyClientSpec {
  readonly protocol: "http" | "socks4" | "socks4a" | "socks5";
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  /** Shown by nobody: a session's state has `***` in its place. */
  readonly password?: string;
  /** Who finds the address of the server's name: the proxy, this machine, this machine if it can, or nobody. @default "remote" */
  readonly dns?: "remote" | "local" | "both" | "none";
}

/** A multicast group to join. */
export interface MulticastSpec {
  /** 224.0.0.0/4 or ff00::/8. */
  readonly group: string;
  /** IPv4: an address of the interface; IPv6: its name or index. @default chosen by the system */
  readonly interface?: string;
  /** Only from this source (IGMPv3 / MLDv2). */
  readonly source?: string;
}

/** A UDP socket: unicast, broadcast and multicast, one peer or many. */
export interface UdpSpec extends CommonSpec, AnswerOptions {
  readonly type: "udp";
  /** Address to bind. @default loopback; the wildcard address with `broadcast`, a group, or a `remote` elsewhere */
  readonly host?: string;
  /** Port to bind; 0 picks a free one. @default 0 */
  readonly port?: number;
  /** The peer to send to from the start. */
  readonly remote?: { readonly host: string; readonly port: number };
  /** Allow sending to broadcast addresses. @default false */
  readonly broadcast?: boolean;
  readonly multicast?: readonly MulticastSpec[];
  /** Hops of multicast datagrams. @default 1 */
  readonly multicastTtl?: number;
  /** Where datagrams to groups go out: an interface's address, name or index. @default that of the first group with one, else the system's */
  readonly multicastInterface?: string;
  /** Hear one's own multicast datagrams. @default true */
  readonly multicastLoopback?: boolean;
  /** Hops of unicast datagrams. @default the system's */
  readonly ttl?: number;
  /** Let several sockets share the port. @default false */
  readonly reuseAddress?: boolean;
  /** Kernel receive buffer asked for, in bytes; it gives what the system's limit allows. @default 33_554_432 */
  readonly receiveBufferBytes?: number;
  readonly socket?: SocketSpec;
}

/** Listens on a Unix stream socket. */
export interface UnixServerSpec extends CommonSpec, ConnectionOptions {
  readonly type: "unix-server";
  /** At most 107 bytes; `@name` is an abstract name on Linux. */
  readonly path: string;
  /** Replace a socket file on which nobody listens. @default true */
  readonly replaceStale?: boolean;
  /** File mode, octal, of the socket file. @default "600" */
  readonly mode?: string;
}

/** One connection to a Unix stream socket. */
export interface UnixClientSpec extends CommonSpec, ConnectionOptions {
  readonly type: "unix-client";
  readonly path: string;
  /** @default 10_000 */
  readonly connectTimeoutMs?: number;
  readonly reconnect?: ReconnectSpec;
}

/** A capture file opened to be read; it has rows and peers but sends nothing. */
export interface CaptureFileSpec extends CommonSpec {
  readonly type: "capture-file";
  readonly path: string;
}

/** Describes a session: the same plain JSON in the page, the CLI, the HTTP API and project files. */
export type SessionSpec = TcpServerSpec | TcpClientSpec | UdpSpec | UnixServerSpec | UnixClientSpec | CaptureFileSpec;

/** The `type` of a {@link SessionSpec}. */
export type SessionType = SessionSpec["type"];
