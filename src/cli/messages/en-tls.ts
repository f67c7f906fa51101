import type { Messages } from "./messages.ts";
import type { TlsMessages, TlsOptionKey } from "./tls-messages.ts";

/** English of TLS, proxies and `jack cert`. */
export const enTls: TlsMessages = {
  temporary: (fingerprint) => `made a certificate for this run, SHA-256 ${fingerprint}`,
  agreed: ({ suite, subject, issuer, distrust }) =>
    `${suite}${subject === null ? "" : `, certificate "${subject}" of "${issuer}"${distrust === null ? ", trusted" : `, NOT trusted (${distrust})`}`}`,
  audit: ({ request, who, refused, end, bytes, ms }) =>
    refused === null
      ? `ran "${request}"${who === null ? "" : ` for ${who}`}: ${end}, ${bytes} bytes, ${ms} ms`
      : `refused "${request}"${who === null ? "" : ` of ${who}`}: ${refused}`,
  truncated: "the other end left without ending TLS (no close_notify): what it sent may be cut short",
  notAlpn: (text) => `"${text}" is no list of protocols; write h2,http/1.1`,
  notAProxy: (reason) => `--proxy: ${reason}`,
  wrote: (path, what) => `wrote ${path}  (${what})`,
  kinds: {
    authority: "certificate of the authority: give it to whoever shall trust what it signs",
    server: "certificate of the server",
    client: "certificate of the client",
    key: "private key, readable by you alone",
  },
  fileThere: (path) => `${path} is there already; choose another --out folder or name, or say --force`,
  noAuthority: (folder) => `there is no authority in ${folder}; make one with: jack cert ca --out ${folder}`,
  nameMissing: (what) =>
    `jack cert ${what} needs a name, for example: jack cert ${what} ${what === "client" ? "alice" : "localhost 127.0.0.1"}`,
  notAnAction: (word) => `"${word}" is nothing that jack cert does; there are ca, server, client and show`,
  nextAuthority: (folder) =>
    `Next: jack cert server localhost 127.0.0.1 --out ${folder}\n      jack cert client alice --out ${folder}`,
  nextServer: (cert, key, ca) =>
    `Next: jack listen tls://:8443 --tls-cert ${cert} --tls-key ${key}\n      jack connect tls://localhost:8443 --tls-ca ${ca}`,
  nextClient: (cert, key, ca) =>
    `Next: jack connect tls://localhost:8443 --tls-ca ${ca} --tls-cert ${cert} --tls-key ${key}\n      (the server: --tls-ca ${ca} --tls-require-client-cert)`,
  keepSecret: (path) => `Keep ${path} secret: who has it can make certificates that your machines trust.`,
  fields: {
    subject: "Subject",
    names: "Names",
    issuer: "Issuer",
    validFrom: "Valid from",
    validTo: "Valid to",
    usages: "For",
    publicKey: "Key",
    signature: "Signed with",
    serialNumber: "Serial number",
    fingerprintSha256: "SHA-256",
    fingerprintSha1: "SHA-1",
    authority: "Authority",
    protocol: "Connection",
    trust: "Trust",
  },
  anyUse: "any use",
  yes: "yes, it may sign others",
  selfSigned: "itself",
  trusted: "trusted by this machine, and for this name",
  daysLeft: (days) => `${days} ${days === 1 ? "day" : "days"} left`,
  expired: (days) => `EXPIRED ${days} ${days === 1 ? "day" : "days"} ago`,
  notYet: (days) => `NOT VALID for another ${days} ${days === 1 ? "day" : "days"}`,
  certificateOf: (index, count) => `Certificate ${index} of ${count}`,
};

/** English descriptions of its options. */
export const enTlsOptions: Readonly<Record<TlsOptionKey, string>> = {
  certAction: "ca, server, client or show",
  certArgument: "server: names and addresses; client: its name; show: a PEM file or HOST:PORT",
  certCa: "show: trust these authorities (PEM)",
  certDays: "how long it is valid (authority 3650, others 825 days)",
  certFolder: "folder of the authority and of everything that it signs (./certs)",
  certForce: "write over files that are there",
  certName: "the authority's common name; of a server when it shall not be its first name",
  certOrganization: "the organization in the subject",
  certRsa: "RSA with 2048 bits in place of EC P-256, for old devices",
  proxy: "go through a proxy: http://HOST:PORT, socks5://USER:PASSWORD@HOST:PORT, socks4a://…",
  tls: "speak TLS, with a certificate made on the spot when none is given; any --tls option means it too",
  tlsAlpn: "application protocols, best first: h2,http/1.1",
  tlsCa: "trust these authorities or certificates (PEM) instead of the usual ones",
  tlsCert: "this side's certificate (PEM)",
  tlsCiphers: "cipher suites in OpenSSL's notation",
  tlsInsecure: "accept any certificate of the server",
  tlsKey: "its private key (PEM); also found in the file of --tls-cert",
  tlsMax: "newest TLS version",
  tlsMin: "oldest TLS version (1.2)",
  tlsName: "the name that the server's certificate must be for, sent to it (SNI)",
  tlsPassphraseFile: "file whose first line is the passphrase of the key",
  tlsRequireClientCert: "take only clients with a trusted certificate (--tls-ca)",
  tlsServerInsecure: "with --tls-require-client-cert: any certificate will do",
};

/** English help of `jack cert`. */
export const enCertCommand: Pick<Messages["commands"], "cert"> = {
  cert: {
    summary: "make certificates for TLS, or show one",
    details:
      "Makes a small authority (CA) of your own and, signed by it, certificates of servers and clients, as PEM files in one folder. Keys are readable by you alone, and nothing is written over unless you say --force. Who trusts ca.pem trusts what it signs.\nshow prints the certificates of a file, or those that a server shows, with what is wrong with them.",
    examples: [
      ["jack cert ca", "make the authority: certs/ca.pem and certs/ca-key.pem"],
      ["jack cert server localhost 127.0.0.1", "a server's certificate for these names"],
      ["jack cert client alice", "a client's certificate"],
      ["jack cert show certs/localhost.pem", "print a certificate"],
      ["jack cert show example.org", "what a server shows, and whether this machine trusts it"],
    ],
  },
};
