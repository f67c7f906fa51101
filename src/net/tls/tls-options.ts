import type { WaitOptions } from "../stream.ts";

/** A version of TLS. 1.0 and 1.1 are broken (RFC 8996) and only for talking to old devices. */
export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** A certificate with its private key. */
export interface TlsIdentity {
  /** The certificate, and the chain behind it if there is one, PEM. */
  readonly cert: string;
  /** The private key, PEM. */
  readonly key: string;
  /** What the key is encrypted with, if it is. */
  readonly passphrase?: string;
}

/** Certificates and protocols of either side of TLS. */
export interface TlsOptions extends WaitOptions, Partial<TlsIdentity> {
  /** The authorities, or single certificates, that are trusted, PEM. @default those that Node trusts */
  readonly ca?: string | readonly string[];
  /**
   * Refuse a peer whose certificate is not trusted; a client also refuses a certificate for another name.
   * @default true for a client, and for a server that requires certificates
   */
  readonly verify?: boolean;
  /** The application protocols that are offered or accepted, best first, for example `["h2", "http/1.1"]`. */
  readonly alpn?: readonly string[];
  /** Cipher suites in OpenSSL's notation, `ECDHE+AESGCM:!SHA1`; TLS 1.3's by name. @default Node's */
  readonly ciphers?: string;
  /** @default "TLSv1.2" */
  readonly minVersion?: TlsVersion;
  /** @default "TLSv1.3" */
  readonly maxVersion?: TlsVersion;
  /** Gets each line of the key log (`SSLKEYLOGFILE`), with which Wireshark decrypts: it gives the connection away. */
  readonly onKeyLine?: (line: string) => void;
}

/** Options of the client's side of TLS. */
export interface TlsClientOptions extends TlsOptions {
  /** The name that the server's certificate must be for, sent as SNI. @default the host that was connected to */
  readonly serverName?: string;
}

/** Options of the server's side of TLS; `cert` and `key` are needed. */
export interface TlsServerOptions extends TlsOptions {
  /**
   * Demand a certificate of the client: a trusted one (by `ca`), or with `verify: false` any.
   * @default what `verify` is, which is false
   */
  readonly requireClientCertificate?: boolean;
  /** Other certificates by the name that the client asks for (SNI); `*.example.org` covers one level. */
  readonly serverNames?: Readonly<Record<string, TlsIdentity>>;
}

/** Options of a listener that speaks TLS. */
export interface TlsListenerOptions extends Omit<TlsServerOptions, keyof WaitOptions> {
  /** A client that has not finished its handshake after this long is dropped. @default 10_000 */
  readonly handshakeTimeoutMs?: number;
  /** Handshakes under way at once; when one more comes, the oldest is dropped. @default 1_024 */
  readonly maxHandshakes?: number;
  /** Told of each connection that did not get through its handshake; the listener goes on. */
  readonly onHandshakeFailure?: (failure: TlsHandshakeFailure) => void;
}

/** A connection that did not get through its handshake. */
export interface TlsHandshakeFailure {
  /** The client's address as it is printed. */
  readonly remote: string;
  /** `ERR_TLS`, `ERR_TLS_UNTRUSTED`, `ERR_RESET`, `ERR_TIMEOUT`, `ERR_LIMIT`. */
  readonly error: Error;
}
