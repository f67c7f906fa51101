import type * as Crypto from "node:crypto";
import type { KeyObject, X509Certificate } from "node:crypto";
import { LocalProtocolError } from "../../errors/index.ts";

/** The authority that signs a certificate. */
export interface CertificateIssuer {
  /** Its certificate, PEM. */
  readonly cert: string;
  /** Its private key, PEM. */
  readonly key: string;
  /** What the key is encrypted with, if it is. */
  readonly passphrase?: string;
}

/** An issuer whose certificate and key have been read and belong together. */
export interface OpenIssuer {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/**
 * Reads an issuer.
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE` when it is no authority, the key is another's, damaged or encrypted
 */
export function openIssuer(crypto: typeof Crypto, { cert, key, passphrase }: CertificateIssuer): OpenIssuer {
  const certificate = attempt("the authority's certificate cannot be read", () => new crypto.X509Certificate(cert));
  const what =
    passphrase === undefined
      ? "the authority's key cannot be read (a key that is encrypted needs its passphrase)"
      : "the authority's key cannot be read, or the passphrase is wrong";
  const opened = attempt(what, () =>
    crypto.createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) }),
  );
  if (!certificate.ca) throw bad(`"${certificate.subject}" is no authority and cannot sign other certificates`);
  if (!certificate.checkPrivateKey(opened)) throw bad("the authority's key belongs to another certificate");
  return { certificate, key: opened };
}

function attempt<T>(what: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw bad(what, cause);
  }
}

function bad(reason: string, cause?: unknown): LocalProtocolError {
  const options = cause === undefined ? {} : { cause };
  return new LocalProtocolError("ERR_BAD_CERTIFICATE", `Bad certificate: ${reason}`, options);
}
