import type { CertificateDetails } from "../certificate/certificate-details.ts";

/** Why a certificate is not trusted. */
export interface TlsDistrust {
  /** OpenSSL's or Node's name for it: `DEPTH_ZERO_SELF_SIGNED_CERT`, `CERT_HAS_EXPIRED`, `ERR_TLS_CERT_ALTNAME_INVALID`. */
  readonly reason: string;
  /** Which certificate it is and what is wrong with it. */
  readonly message: string;
  /** What can be done about it. */
  readonly remedy: string;
}

/** What the check of a certificate said. */
export interface VerifyError {
  readonly code?: string;
  readonly message: string;
}

type Words = (who: string, certificate: CertificateDetails, name: string) => readonly [string, string];

const untrustedIssuer: Words = (who, { issuer }) => [
  `${who} is signed by "${issuer}", which is not among the trusted authorities`,
  "trust that authority's certificate (ca, --tls-ca), or let the other end send the whole chain",
];
const selfSigned: Words = (who, { fingerprintSha256 }) => [
  `${who} is self-signed and not among the trusted ones (SHA-256 ${fingerprintSha256})`,
  "compare the fingerprint with the other end and trust this certificate (ca, --tls-ca)",
];

const WORDS: Readonly<Record<string, Words>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: (who) => [
    `${who} ends in an authority that is not among the trusted ones`,
    "trust that authority's certificate (ca, --tls-ca)",
  ],
  UNABLE_TO_GET_ISSUER_CERT: untrustedIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrustedIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrustedIssuer,
  CERT_SIGNATURE_FAILURE: (who) => [
    `${who} has a wrong signature`,
    "ask for the right certificate: this one was changed",
  ],
  CERT_HAS_EXPIRED: (who, { validTo }) => [
    `${who}, or one above it, has expired (it: ${validTo.toISOString()})`,
    "renew it, or check this machine's clock",
  ],
  CERT_NOT_YET_VALID: (who, { validFrom }) => [
    `${who}, or one above it, is not valid yet (it: from ${validFrom.toISOString()})`,
    "check the clocks of both machines",
  ],
  CERT_REVOKED: (who) => [`${who} was revoked`, "ask for a new one"],
  INVALID_PURPOSE: (who, { usages }) => [
    `${who} is not for this purpose (${usages.join(", ") || "none is named"})`,
    "a server needs one for serverAuth, a client one for clientAuth",
  ],
  INVALID_CA: (who, { issuer }) => [`${who} is signed by "${issuer}", which is no authority`, "ask for a proper chain"],
  ERR_TLS_CERT_ALTNAME_INVALID: (who, { names, commonName }, name) => [
    `${who} is for ${names.join(", ") || (commonName ?? "no name")}, not for "${name}"`,
    "connect by one of its names, or say which name is meant (serverName, --tls-name)",
  ],
};

/** Says in words why this certificate is not trusted; `name` is the one that it was checked for. */
export function explainDistrust(
  error: VerifyError,
  certificate: CertificateDetails | null,
  whose: "server" | "client",
  name: string,
): TlsDistrust {
  const reason = error.code ?? error.message;
  if (certificate === null) {
    return { reason, message: `the ${whose} gave no certificate`, remedy: `let the ${whose} give one` };
  }
  const who = `the ${whose}'s certificate "${certificate.subject}"`;
  const [message, remedy] = WORDS[reason]?.(who, certificate, name) ?? [
    `${who} is not trusted: ${error.message}`,
    "check the certificates of both ends",
  ];
  return { reason, message, remedy };
}
