import type { TlsOptionKey } from "../messages/tls-messages.ts";
import type { Manual } from "./manual.ts";

/** English descriptions of its options. */
export const enTlsOptions: Readonly<Record<TlsOptionKey, string>> = {
  certAction: "ca, server, client or show",
  certArgument: "server: names and addresses; client: its name; show: a PEM file (- is standard input) or HOST:PORT",
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
export const enCertCommand: Pick<Manual["commands"], "cert"> = {
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
