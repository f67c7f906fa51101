import {
  array,
  boolean,
  type Fault,
  integer,
  named,
  object,
  oneOf,
  optional,
  refined,
  type Shape,
  string,
} from "./shape.ts";
import type { ProxyClientSpec } from "./session-spec.ts";
import { TLS_VERSIONS, type TlsClientSpec, type TlsServerSpec, type TlsSpec } from "./tls-spec.ts";

const path = optional(string({ min: 1, max: 4096 }));
const version = optional(oneOf(TLS_VERSIONS));
const either = {
  certFile: path,
  keyFile: path,
  passphraseFile: path,
  caFile: path,
  verify: optional(boolean()),
  // A name takes one byte for its length (RFC 7301 §3.1).
  alpn: optional(array(string({ min: 1, max: 255 }), 32)),
  ciphers: optional(string({ min: 1, max: 4096 })),
  minVersion: version,
  maxVersion: version,
};

function contradiction(tls: TlsSpec, path: string): Fault | null {
  const { certFile, minVersion = "TLSv1.2", maxVersion = "TLSv1.3" } = tls;
  const alone = (["keyFile", "passphraseFile"] as const).find((key) => tls[key] !== undefined);
  if (alone !== undefined && certFile === undefined) {
    return { path: `${path}.${alone}`, message: "belongs to certFile, which is missing" };
  }
  if (TLS_VERSIONS.indexOf(minVersion) <= TLS_VERSIONS.indexOf(maxVersion)) return null;
  const key = tls.minVersion === undefined ? "maxVersion" : "minVersion";
  return { path: `${path}.${key}`, message: `${minVersion} is above maxVersion, ${maxVersion}` };
}

/** A {@link TlsClientSpec}. */
export const tlsClientShape: Shape<TlsClientSpec> = named(
  "TlsClient",
  refined(object<TlsClientSpec>({ ...either, serverName: optional(string({ min: 1, max: 255 })) }), contradiction),
);

/** A {@link TlsServerSpec}. */
export const tlsServerShape: Shape<TlsServerSpec> = named(
  "TlsServer",
  refined(
    object<TlsServerSpec>({
      ...either,
      requireClientCertificate: optional(boolean()),
      handshakeTimeoutMs: optional(integer(1, 86_400_000)),
    }),
    contradiction,
  ),
);

/** A {@link ProxyClientSpec}. */
export const proxyShape: Shape<ProxyClientSpec> = named(
  "ProxyClient",
  object<ProxyClientSpec>({
    protocol: oneOf(["http", "socks4", "socks4a", "socks5"]),
    host: string({ min: 1, max: 255 }),
    port: integer(1, 65_535),
    username: optional(string({ min: 1, max: 255 })),
    password: optional(string({ max: 255 })),
    dns: optional(oneOf(["remote", "local", "both", "none"])),
  }),
);
