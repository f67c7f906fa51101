import type * as Crypto from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { LocalProtocolError } from "../../errors/index.ts";
import { certificateBody, type CertificateUse, distinguishedName, signedCertificate } from "./certificate-body.ts";
import { type CertificateDetails, certificateDetails, formatIp } from "./certificate-details.ts";
import { type CertificateIssuer, openIssuer } from "./certificate-issuer.ts";
import { readCertificateParts, readPublicKeyBits } from "./certificate-parts.ts";
import { der, oid, sequence, TAG } from "./der.ts";
import { checkAttribute, isServerName } from "./subject-names.ts";

/** Options of {@link makeCertificate}. */
export interface CertificateOptions {
  /** `authority` signs others, `server` and `client` are for the two ends of TLS. */
  readonly use: CertificateUse;
  /** Who it is for; at most 64 characters. */
  readonly commonName: string;
  readonly organization?: string;
  /**
   * Names that it is valid for: DNS names (also `*.example.org`), IPv4 and IPv6 addresses, mail addresses.
   * @default for a server its common name, when that is a DNS name or an address; else none
   */
  readonly names?: readonly string[];
  /** `ec` is P-256, `rsa` is RSA with 2048 bits, for old devices. @default "ec" */
  readonly keyType?: "ec" | "rsa";
  /** @default one hour ago, for clocks that are late */
  readonly validFrom?: Date;
  /** @default 3650 for an authority, else 825 */
  readonly validDays?: number;
  /** Who signs it. @default itself: the certificate is self-signed */
  readonly issuer?: CertificateIssuer;
}

/** A certificate with its private key. */
export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM (PKCS #8), not encrypted: keep it where only its owner can read it. */
  readonly key: string;
  readonly details: CertificateDetails;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const SERIAL_BYTES = 16;
const TEMPORARY_DAYS = 365;

/**
 * Makes a key and an X.509 certificate for it (RFC 5280).
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE` when a name, a date or the issuer cannot be used
 * @example
 * const authority = await makeCertificate({ use: "authority", commonName: "My test authority" });
 * const server = await makeCertificate({ use: "server", commonName: "localhost", issuer: authority });
 */
export async function makeCertificate(options: CertificateOptions): Promise<Certificate> {
  const crypto = await import("node:crypto");
  const { use, keyType = "ec" } = options;
  const { validFrom, validTo } = validityOf(options);
  const subject = subjectOf(options);
  const names = options.names ?? (use === "server" && isServerName(options.commonName) ? [options.commonName] : []);
  const { publicKey, privateKey } = await generateKeys(crypto, keyType);
  const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const keyId = keyIdOf(crypto, readPublicKeyBits(spki));
  const issuer = options.issuer === undefined ? null : openIssuer(crypto, options.issuer);
  const above = issuer === null ? null : readCertificateParts(issuer.certificate.raw, formatIp);
  const signer = signerOf(crypto, issuer?.key ?? privateKey);
  const body = certificateBody({
    use,
    serial: serialNumber(crypto),
    algorithm: signer.algorithm,
    issuer: above?.subject ?? subject,
    subject,
    validFrom,
    validTo,
    publicKey: spki,
    names,
    keyId,
    issuerKeyId: above === null ? keyId : above.keyId,
    rsa: keyType === "rsa",
  });
  const certificate = new crypto.X509Certificate(signedCertificate(body, signer.algorithm, signer.sign(body)));
  return {
    cert: certificate.toString(),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    details: certificateDetails(certificate),
  };
}

/** A self-signed server certificate for `localhost`, 127.0.0.1 and ::1, good for a year: encryption without identity. */
export function makeTemporaryCertificate(
  options: Pick<CertificateOptions, "keyType" | "names"> = {},
): Promise<Certificate> {
  return makeCertificate({
    use: "server",
    commonName: "localhost",
    names: ["localhost", "127.0.0.1", "::1"],
    validDays: TEMPORARY_DAYS,
    ...options,
  });
}

function subjectOf({ commonName, organization }: CertificateOptions): Uint8Array {
  return distinguishedName(
    checkAttribute("common name", commonName),
    organization === undefined ? undefined : checkAttribute("organization", organization),
  );
}

function validityOf(options: CertificateOptions): { readonly validFrom: Date; readonly validTo: Date } {
  const days = options.validDays ?? (options.use === "authority" ? 3650 : 825);
  const validFrom = options.validFrom ?? new Date(Date.now() - HOUR_MS);
  const validTo = new Date(validFrom.getTime() + days * DAY_MS);
  if (!(days > 0)) throw bad(`it must be valid for more than 0 days, got ${days}`);
  // RFC 5280 §4.1.2.5: years have four digits.
  if (!(validFrom.getUTCFullYear() >= 1 && validTo.getUTCFullYear() <= 9999)) {
    throw bad("its dates must lie between the years 1 and 9999");
  }
  return { validFrom, validTo };
}

function generateKeys(
  crypto: typeof Crypto,
  type: "ec" | "rsa",
): Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }> {
  const generate = promisify(crypto.generateKeyPair);
  return type === "ec" ? generate("ec", { namedCurve: "prime256v1" }) : generate("rsa", { modulusLength: 2048 });
}

/** Positive, random, never 0 (RFC 5280 §4.1.2.2). */
function serialNumber(crypto: typeof Crypto): Uint8Array {
  const bytes = new Uint8Array(crypto.randomBytes(SERIAL_BYTES));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

/** Method 1 of RFC 5280 §4.2.1.2. */
function keyIdOf(crypto: typeof Crypto, publicKeyBits: Uint8Array): Uint8Array {
  return new Uint8Array(crypto.createHash("sha1").update(publicKeyBits).digest());
}

interface Signer {
  readonly algorithm: Uint8Array;
  sign(body: Uint8Array): Uint8Array;
}

function signerOf(crypto: typeof Crypto, key: KeyObject): Signer {
  const digest = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  const sign = (body: Uint8Array): Uint8Array => new Uint8Array(crypto.sign(digest, body, key));
  switch (key.asymmetricKeyType) {
    case "ec":
      return { algorithm: sequence(oid("1.2.840.10045.4.3.2")), sign };
    case "rsa":
      return { algorithm: sequence(oid("1.2.840.113549.1.1.11"), der(TAG.null)), sign };
    case "ed25519":
      return { algorithm: sequence(oid("1.3.101.112")), sign };
    default:
      throw bad(`an authority with a key of type ${key.asymmetricKeyType ?? "unknown"} cannot sign here`);
  }
}

function bad(reason: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_CERTIFICATE", `Bad certificate: ${reason}`);
}
