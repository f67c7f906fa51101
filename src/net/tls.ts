import { isIP, type Socket } from "node:net";
import type * as Tls from "node:tls";
import type { SecureContextOptions, TLSSocket } from "node:tls";
import { SocketError } from "../errors/index.ts";
import { formatAddress, type InetAddress, isUnixAddress } from "./address.ts";
import { connect } from "./connect.ts";
import { within } from "./deadline.ts";
import { type ErrorSite, toSocketError } from "./errno-table.ts";
import { toNetSocket, wrapNetSocket } from "./net-socket.ts";
import type { ConnectOptions } from "./options.ts";
import type { Stream, WaitOptions } from "./stream.ts";
import { Waiter } from "./waiter.ts";

/** Certificates and protocols of either side of TLS. */
export interface TlsOptions extends WaitOptions {
  /** This side's certificate chain, PEM. A server needs one. */
  readonly cert?: string;
  /** Its private key, PEM. */
  readonly key?: string;
  /** The authorities that are trusted, PEM. @default those that Node trusts */
  readonly ca?: string | readonly string[];
  /** The application protocols that are offered or accepted, best first, for example `["h2", "http/1.1"]`. */
  readonly alpn?: readonly string[];
  /** @default "TLSv1.2" */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3";
  /**
   * Client: refuse a server whose certificate is not trusted or is for another name. Server: demand a trusted certificate
   * of the client. @default true for a client, false for a server
   */
  readonly verify?: boolean;
}

/** Options of {@link startTlsClient}. */
export interface TlsClientOptions extends TlsOptions {
  /** The name that the server's certificate must be for, sent as SNI. @default the host that was connected to */
  readonly serverName?: string;
}

/** What TLS agreed on. */
export interface TlsState {
  /** `TLSv1.3`. */
  readonly protocol: string;
  /** The cipher suite by its standard name. */
  readonly cipher: string;
  /** The application protocol; null when none was agreed on. */
  readonly alpn: string | null;
  /** Whether the other side's certificate is trusted. */
  readonly trusted: boolean;
}

const HANDSHAKE_TIMEOUT_MS = 30_000;
const states = new WeakMap<Stream, TLSSocket>();

/**
 * Connects and starts TLS; the time limit covers both.
 * @throws SocketError as `connect` and {@link startTlsClient}
 */
export async function connectTls(
  address: InetAddress,
  options: ConnectOptions & TlsClientOptions = {},
): Promise<Stream> {
  const { timeoutMs = HANDSHAKE_TIMEOUT_MS, ...rest } = options;
  const started = performance.now();
  const stream = await connect(address, { ...options, timeoutMs });
  const left = timeoutMs === 0 ? 0 : Math.max(1, timeoutMs - (performance.now() - started));
  return startTlsClient(stream, { serverName: address.host, ...rest, timeoutMs: left });
}

/**
 * Starts TLS on a connection, as its client. The old stream is closed, also when TLS fails; the new one takes its place.
 * @throws SocketError `ERR_TLS` when the handshake fails (the hint says why), `ERR_RESET`, `ERR_TIMEOUT`
 */
export async function startTlsClient(stream: Stream, options: TlsClientOptions = {}): Promise<Stream> {
  const tls = await loadTls();
  const { serverName = isUnixAddress(stream.remote) ? "" : stream.remote.host, verify = true } = options;
  // An address is no server name (RFC 6066, 3), but the certificate is still checked for it.
  // An address is no server name (RFC 6066, 3), but the certificate is still checked for it.
  const servername = isIP(serverName) === 0 ? serverName : "";
  return handshake(stream, options, (carrier, done, fail) => {
    const socket = tls.connect({
      ...contextOf(options),
      socket: carrier,
      servername,
      host: serverName,
      rejectUnauthorized: verify,
    });
    socket.once("secureConnect", () => done(socket));
    socket.on("error", fail);
  });
}

/**
 * Starts TLS on an accepted connection, as its server. The old stream is closed, also when TLS fails.
 * @throws SocketError `ERR_TLS` when the handshake fails (the hint says why), `ERR_RESET`, `ERR_TIMEOUT`
 */
export async function startTlsServer(stream: Stream, options: TlsOptions): Promise<Stream> {
  const tls = await loadTls();
  const verify = options.verify ?? false;
  return handshake(stream, options, (carrier, done, fail) => {
    const socket = new tls.TLSSocket(carrier, {
      ...contextOf(options),
      isServer: true,
      requestCert: verify,
      rejectUnauthorized: verify,
    });
    socket.on("error", fail);
    socket.once("secure", () => {
      const refusal = verify ? clientRefusal(socket) : null;
      if (refusal === null) done(socket);
      else fail(refusal);
    });
    // Reads, so that an end of the connection is noticed; before the handshake there is nothing to lose.
    socket.once("end", () => carrier.destroy());
    socket.resume();
  });
}

/** Why the client's certificate is refused. Node looks at it in `tls.Server` only, not in a socket that stands alone. */
function clientRefusal(socket: TLSSocket): Error | null {
  const { _handle: handle } = socket as { _handle?: { verifyError?: () => Error | null } };
  if (typeof handle?.verifyError !== "function") return new Error("this Node cannot check a client's certificate here");
  const refusal = handle.verifyError();
  if (refusal === null || refusal === undefined) socket.authorized = true;
  return refusal ?? null;
}

/** Loaded when somebody wants it: it costs more to load than all of the rest. */
function loadTls(): Promise<typeof Tls> {
  return import("node:tls");
}

/** What TLS agreed on; null for a stream without TLS. */
export function tlsState(stream: Stream): TlsState | null {
  const socket = states.get(stream);
  if (socket === undefined) return null;
  return {
    protocol: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher().standardName,
    alpn: typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : null,
    trusted: socket.authorized,
  };
}

function contextOf(options: TlsOptions): SecureContextOptions & { ALPNProtocols?: string[] } {
  const { cert, key, ca, alpn, minVersion = "TLSv1.2" } = options;
  return {
    minVersion,
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(ca === undefined ? {} : { ca: typeof ca === "string" ? ca : [...ca] }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
  };
}

type Begin = (carrier: Socket, done: (socket: TLSSocket) => void, fail: (error: Error) => void) => void;

function handshake(stream: Stream, options: WaitOptions, begin: Begin): Promise<Stream> {
  const { remote } = stream;
  const site = { op: "connect", network: "tls", remote: formatAddress(remote) } as const;
  const { timeoutMs = HANDSHAKE_TIMEOUT_MS } = options;
  const late = (): Error => new SocketError("ERR_TIMEOUT", { ...site, hint: `no TLS within ${timeoutMs} ms` });
  const carrier = toNetSocket(stream);
  carrier.on("error", () => undefined);
  const run = async (signal: AbortSignal | undefined): Promise<Stream> => {
    const waiter = new Waiter<Stream>(signal);
    const fail = (error: Error): void => waiter.reject(explain(error, site));
    const ended = (): void =>
      waiter.reject(new SocketError("ERR_RESET", { ...site, hint: "the peer ended the handshake" }));
    carrier.once("close", ended);
    const done = (socket: TLSSocket): void => {
      carrier.off("close", ended);
      // In this very turn: bytes may follow the handshake at once.
      const secure = wrapNetSocket(socket, carrier, remote);
      states.set(secure, socket);
      waiter.resolve(secure);
    };
    begin(carrier, done, fail);
    return waiter.promise;
  };
  return within({ ...options, timeoutMs }, late, run).catch((error: unknown) => {
    carrier.destroy();
    throw error;
  });
}

function explain(error: Error, site: ErrorSite): SocketError {
  const known = toSocketError(error, site);
  if (known.code !== "ERR_SYSTEM") return known;
  const { reason, code } = error as { readonly reason?: string; readonly code?: string };
  const hint = reason ?? error.message;
  return new SocketError("ERR_TLS", {
    ...site,
    hint,
    ...(code === undefined ? {} : { errnoName: code }),
    cause: error,
  });
}
