import { ipVersion } from "../ip-version.ts";
import type * as Tls from "node:tls";
import type { SecureContext, TLSSocket } from "node:tls";
import { LocalProtocolError, SocketError } from "../../errors/index.ts";
import { formatAddress, type InetAddress, isUnixAddress } from "../address.ts";
import { connect } from "../connect.ts";
import { within } from "../deadline.ts";
import { monotonicMs } from "../monotonic-ms.ts";
import type { ConnectOptions } from "../options.ts";
import type { Stream, WaitOptions } from "../stream.ts";
import { Waiter } from "../waiter.ts";
import { TlsCarrier } from "./tls-carrier.ts";
import { loadTls, makeContext, makeNamedContexts } from "./tls-context.ts";
import { explainDistrust, type VerifyError } from "./tls-distrust.ts";
import { tlsFailure } from "./tls-failure.ts";
import type { TlsClientOptions, TlsServerOptions } from "./tls-options.ts";
import { peerChain, TlsStream, type TlsTrust } from "./tls-stream.ts";

const HANDSHAKE_TIMEOUT_MS = 30_000;
/** A client that was not asked who it is. */
const ANYBODY: TlsTrust = { trusted: false, distrust: null, chain: [] };

/**
 * Connects and starts TLS; the time limit covers both.
 * @throws SocketError as `connect` and {@link startTlsClient}
 * @throws LocalProtocolError as {@link startTlsClient}
 */
export async function connectTls(
  address: InetAddress,
  options: ConnectOptions & TlsClientOptions = {},
): Promise<Stream> {
  const { timeoutMs = HANDSHAKE_TIMEOUT_MS, ...rest } = options;
  const started = monotonicMs();
  const stream = await connect(address, { ...options, timeoutMs });
  const left = timeoutMs === 0 ? 0 : Math.max(1, timeoutMs - (monotonicMs() - started));
  return startTlsClient(stream, { serverName: address.host, ...rest, timeoutMs: left });
}

/**
 * Starts TLS on a connection, as its client. The old stream must not be used any more: the new one takes its place, and
 * closes it, also when TLS fails.
 * @throws SocketError `ERR_TLS` when the handshake fails, `ERR_TLS_UNTRUSTED` when the server's certificate is refused
 *   (the hint says which certificate, why, and what to do), `ERR_RESET`, `ERR_TIMEOUT`
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE`, `ERR_BAD_OPTION` for what was given
 */
export async function startTlsClient(stream: Stream, options: TlsClientOptions = {}): Promise<Stream> {
  const { serverName = isUnixAddress(stream.remote) ? "localhost" : stream.remote.host, verify = true } = options;
  const { tls, context } = await prepare(stream, (loaded) => ({
    tls: loaded,
    context: makeContext(loaded, options, verify || options.ca !== undefined),
  }));
  // An address is no server name (RFC 6066 §3), but the certificate is still checked for it.
  const servername = ipVersion(serverName) === 0 ? serverName : "";
  return handshake("connect", stream, options, verify, (carrier, done, fail) => {
    const socket = tls.connect({
      secureContext: context,
      socket: carrier,
      servername,
      host: serverName,
      rejectUnauthorized: false,
      // Done below, so that a refusal can say more than Node's.
      checkServerIdentity: () => undefined,
      ...alpnOf(options),
    });
    socket.on("error", fail);
    listenForKeys(socket, options);
    socket.once("secureConnect", () => done(socket, serverTrust(tls, socket, serverName)));
  });
}

/** Everything that a server needs for its handshakes, read and checked once. */
export interface TlsServerContext {
  readonly tls: typeof Tls;
  readonly context: SecureContext;
  readonly named: ReadonlyMap<string, SecureContext>;
  readonly options: TlsServerOptions;
  readonly required: boolean;
  readonly verify: boolean;
}

/** Reads a server's options. @throws LocalProtocolError as {@link startTlsServer} */
export async function openServerContext(options: TlsServerOptions): Promise<TlsServerContext> {
  const tls = await loadTls();
  const required = options.requireClientCertificate ?? options.verify ?? false;
  const verify = options.verify ?? required;
  if (options.cert === undefined && options.key === undefined) {
    const reason = "a server needs a certificate and its key; makeTemporaryCertificate() makes one";
    throw new LocalProtocolError("ERR_BAD_CERTIFICATE", `Bad certificate: ${reason}`);
  }
  const context = makeContext(tls, options, required);
  return { tls, context, named: makeNamedContexts(tls, options, required), options, required, verify };
}

/**
 * Starts TLS on an accepted connection, as its server. The old stream must not be used any more: the new one takes its
 * place, and closes it, also when TLS fails.
 * @throws SocketError `ERR_TLS` when the handshake fails, `ERR_TLS_UNTRUSTED` when the client's certificate is refused (the
 *   hint says why), `ERR_RESET`, `ERR_TIMEOUT`
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE`, `ERR_BAD_OPTION` for what was given
 */
export async function startTlsServer(stream: Stream, options: TlsServerOptions): Promise<Stream> {
  const context = await openServerContext(options).catch(async (error: unknown) => {
    await stream.close();
    throw error;
  });
  return serveTls(stream, context, options);
}

/** The handshake of {@link startTlsServer} with options that have been read. */
export async function serveTls(stream: Stream, server: TlsServerContext, wait: WaitOptions): Promise<Stream> {
  const { tls, options, required, verify } = server;
  return handshake("accept", stream, wait, verify, (carrier, done, fail) => {
    const socket = new tls.TLSSocket(carrier, {
      isServer: true,
      secureContext: server.context,
      requestCert: required,
      // Without one the handshake itself fails; whether it is trusted is looked at below.
      rejectUnauthorized: required,
      SNICallback: (name, answer) => answer(null, contextFor(server, name)),
      ...alpnOf(options),
    });
    socket.on("error", fail);
    listenForKeys(socket, options);
    socket.once("secure", () => done(socket, required ? clientTrust(socket) : ANYBODY));
    // Reads, so that an end of the connection is noticed; before the handshake there is nothing to lose.
    socket.once("end", () => carrier.destroy());
    socket.resume();
  });
}

async function prepare<T>(stream: Stream, make: (tls: typeof Tls) => T): Promise<T> {
  try {
    return make(await loadTls());
  } catch (error) {
    await stream.close();
    throw error;
  }
}

function contextFor({ named, context }: TlsServerContext, name: string): SecureContext {
  const asked = name.toLowerCase();
  return named.get(asked) ?? named.get(asked.replace(/^[^.]+/, "*")) ?? context;
}

function alpnOf({ alpn }: { readonly alpn?: readonly string[] }): { ALPNProtocols?: string[] } {
  return alpn === undefined ? {} : { ALPNProtocols: [...alpn] };
}

function listenForKeys(socket: TLSSocket, { onKeyLine }: { readonly onKeyLine?: (line: string) => void }): void {
  if (onKeyLine === undefined) return;
  socket.on("keylog", (line: Uint8Array) => onKeyLine(Buffer.from(line).toString("latin1").trimEnd()));
}

/** Node shows this only in `tls.Server`'s and `tls.connect`'s own checks, which say less. */
function verifyErrorOf(socket: TLSSocket): VerifyError | null {
  const { _handle: handle } = socket as { _handle?: { verifyError?: () => VerifyError | null } };
  if (typeof handle?.verifyError !== "function") return { message: "this Node cannot check certificates here" };
  return handle.verifyError() ?? null;
}

function serverTrust(tls: typeof Tls, socket: TLSSocket, name: string): TlsTrust {
  const refusal =
    verifyErrorOf(socket) ?? (tls.checkServerIdentity(name, socket.getPeerCertificate()) as VerifyError | undefined);
  const chain = peerChain(socket);
  if (refusal === undefined) return { trusted: true, distrust: null, chain };
  return { trusted: false, distrust: explainDistrust(refusal, chain[0] ?? null, "server", name), chain };
}

function clientTrust(socket: TLSSocket): TlsTrust {
  const chain = peerChain(socket);
  // A resumed session counts as verified without one.
  const refusal = verifyErrorOf(socket) ?? (chain.length === 0 ? { message: "no certificate" } : null);
  if (refusal === null) return { trusted: true, distrust: null, chain };
  return { trusted: false, distrust: explainDistrust(refusal, chain[0] ?? null, "client", ""), chain };
}

type Done = (socket: TLSSocket, trust: TlsTrust) => void;
type Begin = (carrier: TlsCarrier, done: Done, fail: (error: Error) => void) => void;

function handshake(
  op: "connect" | "accept",
  stream: Stream,
  wait: WaitOptions,
  verify: boolean,
  begin: Begin,
): Promise<Stream> {
  const site = { op, network: "tls", remote: formatAddress(stream.remote) } as const;
  const { timeoutMs = HANDSHAKE_TIMEOUT_MS } = wait;
  const late = (): Error => new SocketError("ERR_TIMEOUT", { ...site, hint: `no TLS within ${timeoutMs} ms` });
  const carrier = new TlsCarrier(stream);
  const run = async (signal: AbortSignal | undefined): Promise<Stream> => {
    const waiter = new Waiter<Stream>(signal);
    const fail = (error: Error): void => waiter.reject(tlsFailure(error, site));
    const ended = (): void =>
      waiter.reject(new SocketError("ERR_RESET", { ...site, hint: "the peer ended the handshake" }));
    carrier.once("close", ended);
    carrier.once("error", fail);
    begin(
      carrier,
      (socket, trust) => {
        const { distrust } = trust;
        if (verify && distrust !== null) {
          const hint = `${distrust.message}; ${distrust.remedy}`;
          waiter.reject(new SocketError("ERR_TLS_UNTRUSTED", { ...site, hint, errnoName: distrust.reason }));
          return;
        }
        carrier.off("close", ended);
        carrier.off("error", fail);
        // In this very turn: bytes may follow the handshake at once.
        waiter.resolve(new TlsStream(socket, carrier, trust));
      },
      fail,
    );
    return waiter.promise;
  };
  return within({ ...wait, timeoutMs }, late, run).catch((error: unknown) => {
    carrier.destroy();
    throw error;
  });
}
