import { bitString, der, integer, namedBits, oid, sequence, TAG, time } from "./der.ts";
import { generalName } from "./subject-names.ts";

/** What a made certificate is for. */
export type CertificateUse = "authority" | "server" | "client";

/** Everything that goes into a `TBSCertificate` (RFC 5280 §4.1.2). */
export interface CertificateBody {
  readonly use: CertificateUse;
  readonly serial: Uint8Array;
  /** The `AlgorithmIdentifier` of the signature. */
  readonly algorithm: Uint8Array;
  /** `Name`s in DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** The `SubjectPublicKeyInfo`. */
  readonly publicKey: Uint8Array;
  readonly names: readonly string[];
  readonly keyId: Uint8Array;
  /** Null when the issuer has no key identifier. */
  readonly issuerKeyId: Uint8Array | null;
  /** RSA keys can also be used to exchange keys. */
  readonly rsa: boolean;
}

const USAGE = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" } as const;
const DIGITAL_SIGNATURE = 0;
const KEY_ENCIPHERMENT = 2;
const KEY_CERT_SIGN = 5;
const CRL_SIGN = 6;

/** A subject of these attributes. */
export function distinguishedName(commonName: string, organization: string | undefined): Uint8Array {
  const attribute = (id: string, text: string): Uint8Array =>
    der(TAG.set, sequence(oid(id), der(TAG.utf8String, new TextEncoder().encode(text))));
  const parts = organization === undefined ? [] : [attribute("2.5.4.10", organization)];
  return sequence(...parts, attribute("2.5.4.3", commonName));
}

/** The part of a certificate that is signed. */
export function certificateBody(body: CertificateBody): Uint8Array {
  return sequence(
    der(0xa0, integer(Uint8Array.of(2))),
    integer(body.serial),
    body.algorithm,
    body.issuer,
    sequence(time(body.validFrom), time(body.validTo)),
    body.subject,
    body.publicKey,
    der(0xa3, sequence(...extensions(body))),
  );
}

/** The certificate: its body, the algorithm and the signature. */
export function signedCertificate(body: Uint8Array, algorithm: Uint8Array, signature: Uint8Array): Uint8Array {
  return sequence(body, algorithm, bitString(signature));
}

function extensions({ use, names, keyId, issuerKeyId, rsa }: CertificateBody): readonly Uint8Array[] {
  const authority = use === "authority";
  const usage = authority ? [KEY_CERT_SIGN, CRL_SIGN] : [DIGITAL_SIGNATURE, ...(rsa ? [KEY_ENCIPHERMENT] : [])];
  const all = [
    // An authority of ours signs servers and clients, never another authority.
    extension("2.5.29.19", true, sequence(...(authority ? [TRUE, integer(Uint8Array.of(0))] : []))),
    extension("2.5.29.15", true, namedBits(...usage)),
    extension("2.5.29.14", false, der(TAG.octetString, keyId)),
  ];
  if (use !== "authority") all.push(extension("2.5.29.37", false, sequence(oid(USAGE[use]))));
  if (issuerKeyId !== null) all.push(extension("2.5.29.35", false, sequence(der(0x80, issuerKeyId))));
  if (names.length > 0) all.push(extension("2.5.29.17", false, sequence(...names.map(generalName))));
  return all;
}

const TRUE = der(TAG.boolean, Uint8Array.of(0xff));

function extension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(oid(id), ...(critical ? [TRUE] : []), der(TAG.octetString, value));
}
