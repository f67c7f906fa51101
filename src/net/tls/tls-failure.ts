import { SocketError } from "../../errors/index.ts";
import { type ErrorSite, toSocketError } from "../errno-table.ts";

/** What OpenSSL's reasons mean for the person in front of them. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /wrong version number|http request|packet length too long|unexpected message|record overflow/i,
    "the peer does not speak TLS",
  ],
  [
    /alert protocol version|unsupported protocol|version too low/i,
    "no common TLS version; try minVersion or maxVersion",
  ],
  [
    /alert certificate required|peer did not return a certificate/i,
    "a client certificate is demanded and none was given",
  ],
  [/alert unknown ca/i, "the peer does not trust this side's certificate (unknown authority)"],
  [/alert (bad certificate|certificate unknown|unsupported certificate)/i, "the peer refused this side's certificate"],
  [/alert certificate expired/i, "the peer says that this side's certificate has expired"],
  [/alert certificate revoked/i, "the peer says that this side's certificate was revoked"],
  [
    /no shared cipher|no ciphers available|alert handshake failure|no suitable/i,
    "no common cipher, key type or parameters; try ciphers or another key type",
  ],
  [/no application protocol/i, "no common application protocol (ALPN)"],
  [/unrecognized name/i, "the server has no certificate for this name (SNI)"],
  [/dh key too small|ee key too small/i, "the peer's key is too short to be safe; old devices need minVersion TLSv1"],
];

interface OpenSslError extends Error {
  readonly reason?: string;
  readonly code?: string;
}

/** Whether TLS itself failed, rather than the connection under it. */
export function isTlsFailure(error: Error): boolean {
  const { code = "", reason } = error as OpenSslError;
  return code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS") || reason !== undefined || code === "EPROTO";
}

/** A failure of a handshake, or of TLS afterwards, as a {@link SocketError} whose hint says what it means. */
export function tlsFailure(error: Error, site: ErrorSite): SocketError {
  const known = toSocketError(error, site);
  if (known.code !== "ERR_SYSTEM") return known;
  const { reason, code } = error as OpenSslError;
  const said = reason ?? error.message;
  const meaning = REASONS.find(([pattern]) => pattern.test(said))?.[1];
  return new SocketError("ERR_TLS", {
    ...site,
    hint: meaning === undefined ? said : `${meaning} (${said})`,
    ...(code === undefined ? {} : { errnoName: code }),
    cause: error,
  });
}
