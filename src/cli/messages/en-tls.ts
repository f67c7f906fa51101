import type { TlsMessages } from "./tls-messages.ts";

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
