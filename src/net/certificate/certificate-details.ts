import type { X509Certificate } from "node:crypto";
import { LocalProtocolError } from "../../errors/index.ts";
import { formatIpv4, formatIpv6 } from "../sys/inet-text.ts";
import { readCertificateParts } from "./certificate-parts.ts";

/** What a certificate says, for programs and people. */
export interface CertificateDetails {
  /** `CN=localhost, O=Example`, in the certificate's order. */
  readonly subject: string;
  /** The common name of the subject; null without one. */
  readonly commonName: string | null;
  readonly issuer: string;
  /** The names that it is for (subject alternative names): DNS names and addresses, also mail addresses and URIs. */
  readonly names: readonly string[];
  readonly validFrom: Date;
  readonly validTo: Date;
  /** Hexadecimal, as OpenSSL prints it. */
  readonly serialNumber: string;
  /** `AB:CD:…`, 20 bytes. */
  readonly fingerprintSha1: string;
  /** `AB:CD:…`, 32 bytes. */
  readonly fingerprintSha256: string;
  /** `EC P-256`, `RSA 2048`, `Ed25519`. */
  readonly publicKey: string;
  /** What it is signed with, `ecdsa-with-SHA256`; a dotted object identifier when it is not a common one. */
  readonly signature: string;
  /** Whether it may sign other certificates. */
  readonly authority: boolean;
  /** Whether subject and issuer are the same and the signature is by its own key. */
  readonly selfSigned: boolean;
  /** What it may be used for: `serverAuth`, `clientAuth`, or a dotted object identifier; empty is anything. */
  readonly usages: readonly string[];
  readonly pem: string;
}

const USAGES: Readonly<Record<string, string>> = {
  "1.3.6.1.5.5.7.3.1": "serverAuth",
  "1.3.6.1.5.5.7.3.2": "clientAuth",
  "1.3.6.1.5.5.7.3.3": "codeSigning",
  "1.3.6.1.5.5.7.3.4": "emailProtection",
  "1.3.6.1.5.5.7.3.8": "timeStamping",
  "1.3.6.1.5.5.7.3.9": "OCSPSigning",
};

const SIGNATURES: Readonly<Record<string, string>> = {
  "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
  "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
  "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
  "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
  "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
  "1.2.840.113549.1.1.10": "rsassaPss",
  "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
  "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
  "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
  "1.3.101.112": "Ed25519",
  "1.3.101.113": "Ed448",
};

const CURVES: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

/** The details of a certificate that Node has read. */
export function certificateDetails(certificate: X509Certificate): CertificateDetails {
  const parts = readCertificateParts(certificate.raw, formatIp);
  return {
    subject: oneLine(certificate.subject),
    commonName: /^CN=(.*)$/m.exec(certificate.subject ?? "")?.[1]?.replace(/\\(.)/g, "$1") ?? null,
    issuer: oneLine(certificate.issuer),
    names: parts.names,
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    serialNumber: certificate.serialNumber,
    fingerprintSha1: certificate.fingerprint,
    fingerprintSha256: certificate.fingerprint256,
    publicKey: keyName(certificate),
    signature: SIGNATURES[parts.signatureOid] ?? parts.signatureOid,
    authority: certificate.ca,
    selfSigned: isSelfSigned(certificate),
    usages: (certificate.keyUsage ?? []).map((usage) => USAGES[usage] ?? usage),
    pem: certificate.toString(),
  };
}

const PEM_BLOCK = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * The certificates in PEM text, in its order, or the one of DER bytes.
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE` when there is none, or one is damaged
 */
export async function readCertificates(pemOrDer: string | Uint8Array): Promise<CertificateDetails[]> {
  const { X509Certificate: Reader } = await import("node:crypto");
  const text =
    typeof pemOrDer === "string" ? pemOrDer : isDer(pemOrDer) ? null : Buffer.from(pemOrDer).toString("latin1");
  const found: readonly (string | Uint8Array)[] = text === null ? [pemOrDer] : (text.match(PEM_BLOCK) ?? []);
  if (found.length === 0) {
    throw new LocalProtocolError(
      "ERR_BAD_CERTIFICATE",
      "Bad certificate: there is no -----BEGIN CERTIFICATE----- in it",
    );
  }
  return found.map((one, index) => {
    try {
      return certificateDetails(new Reader(one));
    } catch (error) {
      const which = found.length === 1 ? "it" : `number ${index + 1} of ${found.length}`;
      throw new LocalProtocolError("ERR_BAD_CERTIFICATE", `Bad certificate: ${which} is damaged`, { cause: error });
    }
  });
}

/** The address of 4 or 16 bytes. */
export function formatIp(bytes: Uint8Array): string {
  return bytes.length === 4 ? formatIpv4(bytes) : formatIpv6(bytes);
}

function isDer(bytes: Uint8Array): boolean {
  return bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80;
}

/** Node gives one attribute per line, and nothing at all for an empty name. */
function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").join(", ");
}

function isSelfSigned(certificate: X509Certificate): boolean {
  if (certificate.subject !== certificate.issuer) return false;
  try {
    return certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}

function keyName({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === "ec") return `EC ${CURVES[details?.namedCurve ?? ""] ?? details?.namedCurve ?? ""}`.trim();
  if (type === "rsa" || type === "rsa-pss") return `RSA ${details?.modulusLength ?? ""}`.trim();
  if (type === "ed25519") return "Ed25519";
  return type ?? "unknown";
}
