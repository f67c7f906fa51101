import { array, boolean, integer, named, object, oneOf, optional, type Shape, string } from "./shape.ts";
import type { ProxyClientSpec } from "./session-spec.ts";
import { TLS_VERSIONS, type TlsClientSpec, type TlsServerSpec } from "./tls-spec.ts";

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

/** A {@link TlsClientSpec}. */
export const tlsClientShape: Shape<TlsClientSpec> = named(
  "TlsClient",
  object<TlsClientSpec>({ ...either, serverName: optional(string({ min: 1, max: 255 })) }),
);

/** A {@link TlsServerSpec}. */
export const tlsServerShape: Shape<TlsServerSpec> = named(
  "TlsServer",
  object<TlsServerSpec>({
    ...either,
    requireClientCertificate: optional(boolean()),
    handshakeTimeoutMs: optional(integer(1, 86_400_000)),
  }),
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
