import type { TlsClientSpec, TlsServerSpec } from "../../api/index.ts";
import type { CharsetName } from "../../bytes/index.ts";
import {
  type Address,
  capabilities,
  connect,
  connectThroughProxy,
  type ConnectOptions,
  type InetAddress,
  isUnixAddress,
  listen,
  type Listener,
  type ProxySpec,
  type Stream,
  type UnixAddress,
} from "../../net/index.ts";
import type { CliContext } from "../context.ts";
import { listenAddress } from "../options/listen-address.ts";
import type { DatagramPort } from "./datagram-port.ts";
import { DualEnd } from "./dual-end.ts";
import { type Endpoint, type ExecEndpoint, listens, type SocketEndpoint } from "./endpoint.ts";
import type { FileUse } from "./file-end.ts";
import type { EndListener, EndOpener, RelayEnd } from "./relay-end.ts";
import { connectTuning, datagramTuning, listenTuning, type SocketTuning } from "./socket-tuning.ts";
import { StreamEnd, StreamEndListener } from "./stream-end.ts";

/** What the options say of opening. */
export interface OpenOptions {
  readonly connectTimeoutMs: number;
  readonly lan: boolean;
  /** More than one connection will be served. */
  readonly keepOpen: boolean;
  /** A UDP peer that was silent for so long is over. */
  readonly udpIdleMs: number | null;
  /** What a terminal gets is text of this charset, of which control characters are escaped; null: as it is. */
  readonly escape: CharsetName | null;
  readonly tlsClient: TlsClientSpec;
  readonly tlsServer: TlsServerSpec;
  /** By way of which TCP, TLS and WebSocket clients connect. */
  readonly proxy: ProxySpec | null;
  /** Told of a certificate that was made for this run, and of handshakes that failed. */
  readonly tell: (sentence: string) => void;
}

/** What an endpoint is used for: `both`, unless the relay goes one way. */
export type EndUse = FileUse;

/**
 * Makes what opens an endpoint that does not listen.
 * @throws UsageError for a use that does not fit
 */
export function openerOf(context: CliContext, endpoint: Endpoint, use: EndUse, options: OpenOptions): EndOpener {
  switch (endpoint.type) {
    case "stdio":
      return { isSingle: true, opensLast: false, open: () => openStdio(context, endpoint, options) };
    case "file": {
      const { path, mode } = endpoint;
      const open = async (_other: RelayEnd | null, signal: AbortSignal): Promise<RelayEnd> =>
        (await import("./file-end.ts")).FileEnd.open(path, mode, use, signal);
      return { isSingle: false, opensLast: false, open };
    }
    case "exec":
      return { isSingle: false, opensLast: true, open: (other) => openExec(context, endpoint, other) };
    case "pty": {
      const open = async (): Promise<RelayEnd> => (await import("./pty-end.ts")).PtyEnd.open(endpoint.link);
      return { isSingle: true, opensLast: false, open };
    }
    case "dual":
      return openerOfDual(context, endpoint, options);
    default:
      return {
        isSingle: false,
        opensLast: false,
        open: (_other, signal) => openSocket(endpoint, options, signal),
      };
  }
}

async function openStdio(
  context: CliContext,
  { side, raw }: Extract<Endpoint, { readonly type: "stdio" }>,
  { escape }: OpenOptions,
): Promise<RelayEnd> {
  const { StdioEnd } = await import("./stdio-end.ts");
  return new StdioEnd(context, { side, raw, escape });
}

async function openExec(context: CliContext, endpoint: ExecEndpoint, other: RelayEnd | null): Promise<RelayEnd> {
  const { ExecEnd, nameOf } = await import("./exec-end.ts");
  if (!endpoint.pty) return ExecEnd.start(context, endpoint, other);
  if (capabilities().berkeley) return (await import("./pty-exec-end.ts")).PtyExecEnd.start(context, endpoint, other);
  const { onScriptTerminal } = await import("./script-command.ts");
  return ExecEnd.start(context, onScriptTerminal(endpoint, context.env), other, nameOf(endpoint));
}

function openerOfDual(
  context: CliContext,
  { read, write }: Extract<Endpoint, { readonly type: "dual" }>,
  options: OpenOptions,
): EndOpener {
  const reader = openerOf(context, read, "read", options);
  const writer = openerOf(context, write, "write", options);
  return {
    isSingle: reader.isSingle || writer.isSingle,
    opensLast: reader.opensLast || writer.opensLast,
    open: async (other, signal) => {
      const first = await reader.open(other, signal);
      try {
        return new DualEnd(first, await writer.open(other, signal));
      } catch (error) {
        first.abort();
        throw error;
      }
    },
  };
}

async function openSocket(endpoint: SocketEndpoint, options: OpenOptions, signal: AbortSignal): Promise<RelayEnd> {
  const wait = { timeoutMs: options.connectTimeoutMs, signal };
  switch (endpoint.type) {
    case "unix":
      return new StreamEnd(await dialPlain(endpoint.address, options, wait));
    case "tcp":
      return new StreamEnd(await dial(endpoint, false, options, signal));
    case "tls":
      return new StreamEnd(await dial(endpoint, true, options, signal));
    case "udp":
      return openUdp(endpoint, signal);
    case "ws":
    case "wss": {
      const { openWebSocket } = await import("./websocket-client.ts");
      const stream = await dial(endpoint, endpoint.type === "wss", options, signal);
      return openWebSocket(stream, endpoint, options.connectTimeoutMs, signal);
    }
    case "unix-datagram":
      return openUnixDatagram(endpoint.address);
  }
}

/** Where an Internet socket leads, and its options. */
interface InetSite {
  readonly address: InetAddress;
  readonly tuning?: SocketTuning;
}

async function dial(
  { address, tuning }: InetSite,
  secure: boolean,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<Stream> {
  const wait = { timeoutMs: options.connectTimeoutMs, signal };
  const stream = await dialPlain(address, options, { ...wait, ...connectTuning(tuning) });
  if (!secure) return stream;
  const { secureClient } = await import("../../engine/tls-link.ts");
  return (await secureClient(stream, address.host, options.tlsClient, wait)).stream;
}

function dialPlain(address: Address, { proxy }: OpenOptions, wait: ConnectOptions): Promise<Stream> {
  if (proxy === null || isUnixAddress(address)) return connect(address, wait);
  return connectThroughProxy(address, proxy, wait);
}

async function listenInet(
  { address, tuning }: InetSite,
  secure: boolean,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<Listener> {
  const at = listenAddress(address, options.lan);
  const how = { signal, ...listenTuning(tuning) };
  if (!secure) return listen(at, how);
  const { openServerTls } = await import("../../engine/tls-link.ts");
  // What is wrong with the certificates is known before anybody can come.
  const tls = await openServerTls(options.tlsServer);
  const under = await listen(at, how);
  if (tls.made !== null) options.tell(String(tls.made["text"]));
  return tls.listen(under, ({ remote, message }) => options.tell(`${String(remote)} ${String(message)}`));
}

/**
 * Begins to listen.
 * @throws SocketError, UsageError
 */
export async function listenAt(endpoint: Endpoint, options: OpenOptions, signal: AbortSignal): Promise<EndListener> {
  if (!listens(endpoint)) throw new TypeError("this endpoint does not listen");
  const { lan } = options;
  switch (endpoint.type) {
    case "tcp":
    case "tls":
      return new StreamEndListener(await listenInet(endpoint, endpoint.type === "tls", options, signal));
    case "unix": {
      const at = listenAddress(endpoint.address, lan);
      return new StreamEndListener(await listen(at, { signal, replaceStale: true }));
    }
    case "ws":
    case "wss": {
      const { WebSocketEndListener } = await import("./websocket-listener.ts");
      return new WebSocketEndListener(await listenInet(endpoint, endpoint.type === "wss", options, signal), endpoint);
    }
    case "udp": {
      const { openUdpPort } = await import("./datagram-port.ts");
      const { tuning } = endpoint;
      const at = listenAddress(groupsAddress(endpoint), lan);
      return datagramListener(await openUdpPort(at, datagramTuning(tuning), tuning?.groups), options);
    }
    case "unix-datagram": {
      const { openUnixPort } = await import("./unix-datagram-port.ts");
      return datagramListener(await openUnixPort(listenAddress(endpoint.address, lan).path), options);
    }
  }
}

async function datagramListener<A extends Address>(
  port: DatagramPort<A>,
  { keepOpen, udpIdleMs }: OpenOptions,
): Promise<EndListener> {
  const { DatagramListener } = await import("./datagram-listener.ts");
  return new DatagramListener(port, { once: !keepOpen, silenceMs: udpIdleMs });
}

/** What is sent to a group does not come to 127.0.0.1. */
function groupsAddress({ address, tuning }: InetSite): InetAddress {
  if (tuning === undefined || tuning.groups.length === 0) return address;
  if (address.host === "127.0.0.1") return { ...address, host: "0.0.0.0" };
  return address.host === "::1" ? { ...address, host: "::" } : address;
}

async function openUdp({ address, tuning }: InetSite, signal: AbortSignal): Promise<RelayEnd> {
  const { openUdpClient } = await import("./datagram-port.ts");
  const { DatagramEnd } = await import("./datagram-end.ts");
  const { port, remote } = await openUdpClient(address, datagramTuning(tuning), tuning?.source);
  signal.throwIfAborted();
  return DatagramEnd.to(port, remote);
}

async function openUnixDatagram(address: UnixAddress): Promise<RelayEnd> {
  const { openUnixClient } = await import("./unix-datagram-port.ts");
  const { DatagramEnd } = await import("./datagram-end.ts");
  return DatagramEnd.to(await openUnixClient(address), address);
}
