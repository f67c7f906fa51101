/** A version of TLS. 1.0 and 1.1 are broken (RFC 8996) and only for old devices. */
export type TlsVersionName = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** Every {@link TlsVersionName}, oldest first. */
export const TLS_VERSIONS: readonly TlsVersionName[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/** TLS of a session, either role. Secrets are named by their files, never put into a spec. */
export interface TlsSpec {
  /** PEM file of this side's certificate, with the chain behind it. */
  readonly certFile?: string;
  /** PEM file of its private key. @default the file of the certificate */
  readonly keyFile?: string;
  /** File whose first line is the passphrase of the key. */
  readonly passphraseFile?: string;
  /** PEM file of the authorities, or single certificates, that are trusted. @default those that Node trusts */
  readonly caFile?: string;
  /** Refuse a peer whose certificate is not trusted. @default true where one is given */
  readonly verify?: boolean;
  /** Application protocols, best first. @default none */
  readonly alpn?: readonly string[];
  /** Cipher suites in OpenSSL's notation. @default Node's */
  readonly ciphers?: string;
  /** @default "TLSv1.2" */
  readonly minVersion?: TlsVersionName;
  /** @default "TLSv1.3" */
  readonly maxVersion?: TlsVersionName;
}

/** TLS of a client. */
export interface TlsClientSpec extends TlsSpec {
  /** The name that the server's certificate must be for, sent as SNI. @default the host */
  readonly serverName?: string;
}

/** TLS of a server; without a certificate one is made on the spot (self-signed, for localhost). */
export interface TlsServerSpec extends TlsSpec {
  /** Demand a certificate of the client, a trusted one (`caFile`) unless `verify` is false. @default false */
  readonly requireClientCertificate?: boolean;
  /** A client that has not finished its handshake after this long is dropped. @default 10_000 */
  readonly handshakeTimeoutMs?: number;
}
