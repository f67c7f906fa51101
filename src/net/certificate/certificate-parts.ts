import { type DerValue, readDer, readDerItems, readOid } from "./der-reader.ts";

const SUBJECT_ALT_NAME = "2.5.29.17";
const SUBJECT_KEY_ID = "2.5.29.14";
/** Where a `TBSCertificate` has its subject, counted behind the optional version (RFC 5280 §4.1). */
const SUBJECT = 4;
const SPKI = 5;

/** Parts of a certificate that Node does not tell, or only as text for people. */
export interface CertificateParts {
  /** The subject's name as the certificate has it, byte by byte, for the issuer field of what it signs. */
  readonly subject: Uint8Array;
  /** The bits of its public key. */
  readonly publicKeyBits: Uint8Array;
  /** The subject key identifier; null when it has none. */
  readonly keyId: Uint8Array | null;
  /** Subject alternative names: DNS names, addresses, mail addresses and URIs; what else there is is left out. */
  readonly names: readonly string[];
  /** The signature algorithm's dotted object identifier. */
  readonly signatureOid: string;
}

/**
 * Takes a certificate apart; `formatIp` writes 4 or 16 bytes as an address.
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE` when it is no X.509 in DER
 */
export function readCertificateParts(raw: Uint8Array, formatIp: (bytes: Uint8Array) => string): CertificateParts {
  const [tbs, algorithm] = readDerItems(readDer(raw).body);
  const all = readDerItems(tbs?.body ?? new Uint8Array(0));
  const fields = all[0]?.tag === 0xa0 ? all.slice(1) : all;
  const extensions = readExtensions(fields.find((field) => field.tag === 0xa3));
  const keyId = extensions.get(SUBJECT_KEY_ID);
  const names = extensions.get(SUBJECT_ALT_NAME);
  return {
    subject: fields[SUBJECT]?.whole ?? new Uint8Array(0),
    publicKeyBits: readPublicKeyBits(fields[SPKI]?.whole ?? new Uint8Array(0)),
    keyId: keyId === undefined ? null : readDer(keyId).body,
    names: names === undefined ? [] : readDerItems(readDer(names).body).flatMap((name) => nameOf(name, formatIp)),
    signatureOid: readOid(readDer(algorithm?.body ?? new Uint8Array(0)).body),
  };
}

/** The bits inside a `SubjectPublicKeyInfo`, which key identifiers are made of (RFC 5280 §4.2.1.2). */
export function readPublicKeyBits(spki: Uint8Array): Uint8Array {
  return readDerItems(readDer(spki).body)[1]?.body.subarray(1) ?? new Uint8Array(0);
}

function readExtensions(field: DerValue | undefined): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  if (field === undefined) return found;
  for (const extension of readDerItems(readDer(field.body).body)) {
    const parts = readDerItems(extension.body);
    const [id] = parts;
    const value = parts.at(-1);
    if (id !== undefined && value !== undefined) found.set(readOid(id.body), value.body);
  }
  return found;
}

function nameOf({ tag, body }: DerValue, formatIp: (bytes: Uint8Array) => string): readonly string[] {
  // rfc822Name [1], dNSName [2], uniformResourceIdentifier [6], iPAddress [7] (RFC 5280 §4.2.1.6).
  if (tag === 0x81 || tag === 0x82 || tag === 0x86) return [String.fromCharCode(...body)];
  if (tag === 0x87 && (body.length === 4 || body.length === 16)) return [formatIp(body)];
  return [];
}
