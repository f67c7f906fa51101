import { connectThroughProxy, startTlsClient, type Stream, tlsState } from "../../../net/index.ts";
import { type Channel, StreamChannel } from "../channel/channel.ts";
import { dial } from "./dial.ts";
import { dialFailure } from "./dial-failure.ts";
import { NcExit, quitting } from "../report/nc-exit.ts";
import type { ProxyWishes, TlsWishes } from "../options/nc-options.ts";
import type { NcSession } from "../session/nc-session.ts";
import { peerName } from "../report/peer-name.ts";
import { proxySpecOf } from "../options/proxy-wishes.ts";
import { fingerprintText, tlsOptionsOf } from "../options/tls-files.ts";

/** Connects through a proxy, over TLS, or both. @throws NcExit */
export async function dialSecurely(session: NcSession): Promise<Channel> {
  const { options } = session;
  const plain = options.proxy === null ? await dial(session) : await dialByProxy(session, options.proxy);
  if (options.tls === null) return new StreamChannel(plain, true);
  return new StreamChannel(await startTls(session, plain, options.tls), true);
}

async function dialByProxy(session: NcSession, wishes: ProxyWishes): Promise<Stream> {
  const { options, log } = session;
  if (options.port === 0) throw quitting('Invalid port number "0".');
  const proxy = proxySpecOf(wishes);
  const target = { host: options.host ?? "", port: options.port };
  try {
    const stream = await connectThroughProxy(target, proxy, {
      timeoutMs: options.connectMs,
      ...(options.sourcePort === null ? {} : { localPort: options.sourcePort }),
      ...(options.source === null ? {} : { localHost: options.source }),
    });
    log.tell(`Connected to proxy ${peerName(stream.remote)}`);
    if (options.tls === null) log.tell(`Connected to ${target.host}:${target.port}.`);
    return stream;
  } catch (error) {
    // What the proxy said is the reason, and no name of the C library's.
    const { hint, code, remote } = error as { hint?: string; code?: string; remote?: string };
    const { host } = proxy.address as { readonly host: string };
    if (code === "ERR_HOST_UNKNOWN" && remote === host) {
      throw new NcExit(1, `Could not resolve proxy "${host}": Name or service not known.`, { cause: error });
    }
    // Where the way to the proxy itself failed, that is told as of any other address.
    const { cause } = error as Error;
    if (cause instanceof Error && cause.name === "SocketError") throw dialFailure(session, cause);
    if (hint !== undefined) throw new NcExit(1, `${hint}.`, { cause: error });
    throw dialFailure(session, error);
  }
}

async function startTls(session: NcSession, plain: Stream, wishes: TlsWishes): Promise<Stream> {
  const { options, log } = session;
  const where = options.proxy === null ? peerName(plain.remote) : `${options.host ?? ""}:${options.port}`;
  try {
    const stream = await startTlsClient(plain, {
      ...tlsOptionsOf(wishes),
      serverName: wishes.serverName ?? options.host ?? "",
      verify: wishes.verify,
      timeoutMs: options.connectMs,
    });
    if (log.verbose) tellTls(session, stream, where);
    return stream;
  } catch (error) {
    throw tlsFailure(session, error);
  }
}

function tellTls({ log }: NcSession, stream: Stream, where: string): void {
  const state = tlsState(stream);
  const certificate = state?.certificate ?? null;
  if (state === null || certificate === null) return;
  if (state.distrust !== null) {
    log.tell(`Subject: ${certificate.subject}`);
    log.tell(`Issuer: ${certificate.issuer}`);
    log.tell(`SHA-1 fingerprint: ${fingerprintText(certificate.fingerprintSha1)}`);
    log.tell(`Certificate verification failed (${state.distrust.message}).`);
  }
  const organization = /(?:^|, ?)O=([^,]*)/.exec(certificate.subject)?.[1];
  log.tell(`SSL connection to ${where}.${organization === undefined ? "" : ` ${organization}`}`);
  log.tell(`SHA-1 fingerprint: ${fingerprintText(certificate.fingerprintSha1)}`);
  log.debug(`${state.protocol}, ${state.cipher}${state.alpn === null ? "" : `, ALPN ${state.alpn}`}`);
}

/** A wrong name is exit code 2, any other distrust 1, as in ncat; the line says more than its. */
function tlsFailure(session: NcSession, error: unknown): unknown {
  const { code, hint, errnoName } = error as { code?: string; hint?: string; errnoName?: string };
  if (code !== "ERR_TLS_UNTRUSTED") return dialFailure(session, error);
  const wrongName = errnoName === "ERR_TLS_CERT_ALTNAME_INVALID";
  const line = `Certificate verification error: ${hint ?? errnoName ?? ""}.`;
  return new NcExit(wrongName ? 2 : 1, wrongName ? `${line} QUITTING.` : line, { cause: error });
}
