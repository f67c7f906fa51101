import type * as Tls from "node:tls";
import type { SecureContext, SecureContextOptions } from "node:tls";
import { LocalProtocolError } from "../../errors/index.ts";
import type { TlsIdentity, TlsOptions } from "./tls-options.ts";

/** Loaded when somebody wants it: it costs more to load than all of the rest. */
export function loadTls(): Promise<typeof Tls> {
  return import("node:tls");
}

/**
 * Reads certificates, keys, ciphers and versions once, for one connection or for all of a listener.
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE`, `ERR_BAD_OPTION` (ciphers, versions), each with the reason
 */
export function makeContext(tls: typeof Tls, options: TlsOptions, trusting: boolean): SecureContext {
  const { cert, key, minVersion = "TLSv1.2", maxVersion = "TLSv1.3", ciphers } = options;
  if ((cert === undefined) !== (key === undefined)) {
    throw bad(`the ${cert === undefined ? "certificate" : "key"} is missing: they are given together`);
  }
  if (minVersion > maxVersion) {
    throw new LocalProtocolError("ERR_BAD_OPTION", `Bad TLS versions: ${minVersion} is above ${maxVersion}`);
  }
  // Since 3.0 OpenSSL speaks the old versions only at security level 0.
  const old = minVersion < "TLSv1.2" && ciphers === undefined;
  const all: SecureContextOptions = {
    ...identity(options),
    minVersion: minVersion,
    maxVersion: maxVersion,
    ...(old ? { ciphers: "DEFAULT:@SECLEVEL=0" } : {}),
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(trusting ? authorities(options.ca) : { ca: [] }),
  };
  try {
    return tls.createSecureContext(all);
  } catch (error) {
    throw explain(error as Error, options);
  }
}

/** Contexts by server name, for the client's SNI. */
export function makeNamedContexts(
  tls: typeof Tls,
  options: TlsOptions & { readonly serverNames?: Readonly<Record<string, TlsIdentity>> },
  trusting: boolean,
): ReadonlyMap<string, SecureContext> {
  const { serverNames = {}, passphrase: _, ...rest } = options;
  return new Map(
    Object.entries(serverNames).map(([name, own]) => [
      name.toLowerCase(),
      makeContext(tls, { ...rest, ...own }, trusting),
    ]),
  );
}

function identity({ cert, key, passphrase }: Partial<TlsIdentity>): SecureContextOptions {
  return {
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

function authorities(ca: TlsOptions["ca"]): SecureContextOptions {
  if (ca === undefined) return {};
  const all = typeof ca === "string" ? [ca] : [...ca];
  // Node takes text without a certificate in it and then trusts nobody.
  for (const text of all) {
    if (!text.includes("-----BEGIN")) throw bad("the trusted certificates have no -----BEGIN CERTIFICATE-----");
  }
  return { ca: all };
}

/** What OpenSSL calls it, and what it is. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/, "the key belongs to another certificate"],
  [/BAD_DECRYPT|BAD_PASSWORD|INCORRECT_PASSWORD/, "the passphrase of the key is wrong"],
  [
    /INTERRUPTED_OR_CANCELLED|MISSING_PASSPHRASE|PASSWORD_CALLBACK|BAD_PASSWORD_READ/,
    "the key is encrypted: give its passphrase",
  ],
  [/EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL/, "the key is too short to be safe (at least RSA 2048 or P-256)"],
  [/CA_MD_TOO_WEAK|EE_MD_TOO_WEAK/, "the certificate is signed with a hash that is no longer safe"],
  [/PEM|ASN1|DECODER|WRONG_TAG|NO_START_LINE|UNSUPPORTED/, "the certificate or the key is no PEM text, or is damaged"],
];

function explain(error: Error, { ciphers, passphrase }: TlsOptions): LocalProtocolError {
  const { code = "" } = error as NodeJS.ErrnoException;
  const text = `${code} ${error.message}`;
  if (ciphers !== undefined && /CIPHER/.test(code)) {
    return new LocalProtocolError("ERR_BAD_OPTION", `Bad ciphers "${ciphers}": none of them is known`, {
      input: ciphers,
      cause: error,
    });
  }
  const known = REASONS.find(([pattern]) => pattern.test(text.toUpperCase().replaceAll(" ", "_")))?.[1];
  const locked = passphrase === undefined && /BAD_DECRYPT|INTERRUPTED|CANCELLED/.test(code);
  return bad(locked ? "the key is encrypted: give its passphrase" : (known ?? error.message), error);
}

function bad(reason: string, cause?: unknown): LocalProtocolError {
  const options = cause === undefined ? {} : { cause };
  return new LocalProtocolError("ERR_BAD_CERTIFICATE", `Bad certificate: ${reason}`, options);
}
