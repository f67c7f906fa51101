/** Words of TLS, proxies and `jack cert`. */
export interface TlsMessages {
  /** A certificate was made on the spot. */
  readonly temporary: (fingerprint: string) => string;
  /** One line for each command that `jack serve exec` was asked for. */
  readonly audit: (facts: {
    readonly request: string;
    /** The subject of the client's certificate; null without one. */
    readonly who: string | null;
    /** Why it was not run, or could not be. */
    readonly refused: string | null;
    /** What ended it: `exit 0`, `SIGKILL`, `timeout`, `output`. */
    readonly end: string;
    readonly bytes: number;
    readonly ms: number;
  }) => string;
  readonly truncated: string;
  readonly agreed: (facts: {
    readonly suite: string;
    /** Null: the other side gave no certificate. */
    readonly subject: string | null;
    readonly issuer: string;
    /** Null: it is trusted. */
    readonly distrust: string | null;
  }) => string;
  readonly notAlpn: (text: string) => string;
  readonly notAProxy: (reason: string) => string;
  /** `jack cert` wrote these files. */
  readonly wrote: (path: string, what: string) => string;
  readonly kinds: Readonly<Record<"authority" | "server" | "client" | "key", string>>;
  readonly fileThere: (path: string) => string;
  readonly noAuthority: (folder: string) => string;
  readonly nameMissing: (what: string) => string;
  readonly notAnAction: (word: string) => string;
  readonly nextAuthority: (folder: string) => string;
  readonly nextServer: (cert: string, key: string, ca: string) => string;
  readonly nextClient: (cert: string, key: string, ca: string) => string;
  readonly keepSecret: (path: string) => string;
  /** What a certificate's page says, label by label. */
  readonly fields: Readonly<
    Record<
      | "subject"
      | "names"
      | "issuer"
      | "validFrom"
      | "validTo"
      | "usages"
      | "publicKey"
      | "signature"
      | "serialNumber"
      | "fingerprintSha256"
      | "fingerprintSha1"
      | "authority"
      | "protocol"
      | "trust",
      string
    >
  >;
  readonly anyUse: string;
  readonly yes: string;
  readonly selfSigned: string;
  readonly trusted: string;
  readonly daysLeft: (days: number) => string;
  readonly expired: (days: number) => string;
  readonly notYet: (days: number) => string;
  readonly certificateOf: (index: number, count: number) => string;
}

/** Options of TLS, proxies and `jack cert`. */
export type TlsOptionKey =
  | "certAction"
  | "certArgument"
  | "certCa"
  | "certDays"
  | "certFolder"
  | "certForce"
  | "certName"
  | "certOrganization"
  | "certRsa"
  | "proxy"
  | "tls"
  | "tlsAlpn"
  | "tlsCa"
  | "tlsCert"
  | "tlsCiphers"
  | "tlsInsecure"
  | "tlsKey"
  | "tlsMax"
  | "tlsMin"
  | "tlsName"
  | "tlsPassphraseFile"
  | "tlsRequireClientCert"
  | "tlsServerInsecure";
