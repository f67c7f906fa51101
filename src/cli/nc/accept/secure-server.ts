import { makeTemporaryCertificate, startTlsServer, type Stream, type TlsServerOptions } from "../../../net/index.ts";
import { quitting } from "../report/nc-exit.ts";
import type { TlsWishes } from "../options/nc-options.ts";
import type { NcSession } from "../session/nc-session.ts";
import { fingerprintText, tlsOptionsOf } from "../options/tls-files.ts";

/** A client that has not finished its handshake after this long is dropped. */
const HANDSHAKE_MS = 10_000;

/**
 * The server's side of TLS: its certificate is that of the files, or one that is made now. `--ssl-verify` and
 * `--ssl-trustfile` demand one of the client (ncat has no such option, and there they mean nothing to a server).
 * @throws NcExit 2
 */
export async function prepareTlsServer({ log }: Pick<NcSession, "log">, wishes: TlsWishes): Promise<TlsServerOptions> {
  const given = tlsOptionsOf(wishes);
  const verify = wishes.verify ? { requireClientCertificate: true } : {};
  if (given.cert !== undefined) return checked({ ...given, ...verify });
  log.tell("Generating a temporary 2048-bit RSA key. Use --ssl-key and --ssl-cert to use a permanent one.");
  const { cert, key, details } = await makeTemporaryCertificate({ keyType: "rsa" });
  log.tell(`SHA-1 fingerprint: ${fingerprintText(details.fingerprintSha1)}`);
  return { ...given, ...verify, cert, key };
}

/** Speaks TLS with a client. @throws SocketError */
export function startServer(stream: Stream, options: TlsServerOptions): Promise<Stream> {
  return startTlsServer(stream, { ...options, timeoutMs: HANDSHAKE_MS });
}

/** A certificate that is none, or not the key's, is told at once and not to the first client. */
async function checked(options: TlsServerOptions): Promise<TlsServerOptions> {
  const { createSecureContext } = await import("node:tls");
  try {
    createSecureContext({ cert: options.cert, key: options.key, ciphers: options.ciphers });
    return options;
  } catch (error) {
    throw quitting(`The certificate or its key cannot be used: ${(error as Error).message}.`, { cause: error });
  }
}
