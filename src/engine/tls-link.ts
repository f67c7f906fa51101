import { readFile } from "node:fs/promises";
import type { PeerTls, TlsClientSpec, TlsServerSpec, TlsSpec } from "../api/index.ts";
import type { EventDetail } from "../capture/index.ts";
import { fileReason, JackfieldError } from "../errors/index.ts";
import {
  type Certificate,
  type Listener,
  makeTemporaryCertificate,
  secureListener,
  startTlsClient,
  type Stream,
  type TlsHandshakeFailure,
  type TlsOptions,
  type TlsState,
  tlsState,
  type WaitOptions,
} from "../net/index.ts";
import { errorDetail } from "./problem.ts";

/** What a server's TLS needs, read from its files. Details are of events: plain words for the capture. */
export interface ServerTls {
  /** The detail of a `note` about the certificate that was made on the spot; null where the spec names one. */
  readonly made: EventDetail | null;
  /** Puts TLS over a listener; `onFailure` gets the detail of an `error` for each handshake that fails. */
  listen(under: Listener, onFailure: (detail: EventDetail) => void): Promise<Listener>;
  /** What was agreed on with a client; null for a stream without TLS. */
  agreedOn(stream: Stream): Agreement | null;
}

/** What TLS agreed on. */
export interface Agreement {
  /** For a `note`. */
  readonly detail: EventDetail;
  /** For the peer's state. */
  readonly tls: PeerTls;
}

/** A client's connection with TLS. */
export interface SecuredClient {
  readonly stream: Stream;
  readonly agreement: Agreement | null;
}

/**
 * Reads a server's certificates, or makes one.
 * @throws JackfieldError `ERR_FILE` for a file that cannot be read
 */
export async function openServerTls(spec: TlsServerSpec): Promise<ServerTls> {
  const files = await optionsOf(spec);
  const temporary = files.cert === undefined && files.key === undefined ? await makeTemporaryCertificate() : null;
  const { requireClientCertificate, handshakeTimeoutMs } = spec;
  return {
    made: temporary === null ? null : temporaryDetail(temporary),
    agreedOn: agreement,
    listen: (under, onFailure) =>
      secureListener(under, {
        ...files,
        ...(temporary === null ? {} : { cert: temporary.cert, key: temporary.key }),
        ...(requireClientCertificate === undefined ? {} : { requireClientCertificate }),
        ...(handshakeTimeoutMs === undefined ? {} : { handshakeTimeoutMs }),
        onHandshakeFailure: (failure) => onFailure(handshakeDetail(failure)),
      }),
  };
}

/**
 * Starts TLS on a connection that was made to `host`. The stream is closed when it fails.
 * @throws JackfieldError `ERR_FILE`; else as `startTlsClient`
 */
export async function secureClient(
  stream: Stream,
  host: string,
  spec: TlsClientSpec,
  wait: WaitOptions,
): Promise<SecuredClient> {
  const options = await optionsOf(spec).catch(async (error: unknown) => {
    await stream.close();
    throw error;
  });
  const secured = await startTlsClient(stream, { ...options, serverName: spec.serverName ?? host, ...wait });
  return { stream: secured, agreement: agreement(secured) };
}

function agreement(stream: Stream): Agreement | null {
  const state = tlsState(stream);
  return state === null ? null : { detail: tlsDetail(state), tls: peerTls(state) };
}

function peerTls({ certificate, distrust, protocol, cipher, alpn, serverName, trusted }: TlsState): PeerTls {
  const facts = { protocol, cipher, alpn, serverName, trusted };
  if (certificate === null) return { ...facts, distrust: null, certificate };
  const { subject, issuer, names, validFrom, validTo, fingerprintSha256 } = certificate;
  const dates = { validFrom: validFrom.toISOString(), validTo: validTo.toISOString() };
  return {
    ...facts,
    distrust: distrust?.message ?? null,
    certificate: { subject, issuer, names, ...dates, fingerprintSha256 },
  };
}

function tlsDetail(state: TlsState): EventDetail {
  const { protocol, cipher, alpn, serverName, trusted, distrust, certificate } = state;
  const facts = { note: "tls", protocol, cipher, alpn, serverName };
  if (certificate === null) return { ...facts, text: `${protocol} ${cipher}` };
  const { subject, issuer, names, validFrom, validTo, fingerprintSha256 } = certificate;
  return {
    ...facts,
    text: `${protocol} ${cipher}, certificate "${subject}" of "${issuer}"${trusted ? "" : `, not trusted: ${distrust?.message ?? ""}`}`,
    subject,
    issuer,
    names: names.join(", "),
    validFrom: validFrom.toISOString(),
    validTo: validTo.toISOString(),
    fingerprintSha256,
    trusted,
    distrust: distrust?.reason ?? null,
  };
}

function temporaryDetail({ details }: Certificate): EventDetail {
  const { fingerprintSha1, fingerprintSha256 } = details;
  const text = `a temporary certificate for localhost was made, SHA-256 ${fingerprintSha256}`;
  return { note: "tls-certificate", text, fingerprintSha1, fingerprintSha256 };
}

function handshakeDetail({ remote, error }: TlsHandshakeFailure): EventDetail {
  return { ...errorDetail(error), remote };
}

async function optionsOf(spec: TlsSpec): Promise<TlsOptions> {
  // One file may hold both.
  const { certFile, keyFile = certFile, passphraseFile, caFile } = spec;
  const [cert, key, passphrase, ca] = await Promise.all([certFile, keyFile, passphraseFile, caFile].map(readText));
  const { verify, alpn, ciphers, minVersion, maxVersion } = spec;
  const all = {
    cert,
    key,
    passphrase: passphrase?.split(/\r?\n/)[0],
    ca,
    verify,
    alpn,
    ciphers,
    minVersion,
    maxVersion,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

async function readText(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new JackfieldError("ERR_FILE", `Cannot read "${path}": ${fileReason(error)}`, { cause: error });
  }
}
