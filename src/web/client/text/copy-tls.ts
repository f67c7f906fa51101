import type { ProxyClientSpec, TlsClientSpec, TlsServerSpec, TlsVersionName } from "../../../api/index.ts";

function versionNumber(version: TlsVersionName): string {
  return version === "TLSv1" ? "1.0" : version.slice("TLSv".length);
}

/** The options of `jack` for this TLS; the address is `tls://` then. */
export function tlsOptions(tls: TlsClientSpec & TlsServerSpec): string[] {
  const words: string[] = [];
  const add = (option: string, value: string | undefined): void => {
    if (value !== undefined) words.push(`--tls-${option}`, value);
  };
  add("ca", tls.caFile);
  add("cert", tls.certFile);
  add("key", tls.keyFile ?? tls.certFile);
  add("passphrase-file", tls.passphraseFile);
  add("name", tls.serverName);
  add("alpn", tls.alpn?.join(","));
  add("ciphers", tls.ciphers);
  add("min", tls.minVersion === undefined ? undefined : versionNumber(tls.minVersion));
  add("max", tls.maxVersion === undefined ? undefined : versionNumber(tls.maxVersion));
  if (tls.requireClientCertificate === true) words.push("--tls-require-client-cert");
  if (tls.verify === false) words.push("--tls-insecure");
  return words;
}

/** The option of `jack` for this proxy; a password that is not told stands there as `***`. */
export function proxyOptions({ protocol, host, port, username, password }: ProxyClientSpec): string[] {
  const secret = password === undefined ? "" : `:${encodeURIComponent(password)}`;
  const user = username === undefined ? "" : `${encodeURIComponent(username)}${secret}@`;
  return ["--proxy", `${protocol}://${user}${host.includes(":") ? `[${host}]` : host}:${port}`];
}

/** Lines of Python that make the `context` of this TLS; `quote` makes a string literal. */
export function pythonContext(
  tls: TlsClientSpec & TlsServerSpec,
  role: "client" | "server",
  quote: (text: string) => string,
): string[] {
  const lines: string[] = [];
  const load = (cert: string, key: string | undefined): string =>
    `context.load_cert_chain(${[cert, ...(key === undefined ? [] : [key])].map(quote).join(", ")})`;
  if (role === "client") {
    lines.push(
      `context = ssl.create_default_context(${tls.caFile === undefined ? "" : `cafile=${quote(tls.caFile)}`})`,
    );
    if (tls.verify === false) lines.push("context.check_hostname = False", "context.verify_mode = ssl.CERT_NONE");
    if (tls.certFile !== undefined) lines.push(load(tls.certFile, tls.keyFile));
  } else {
    lines.push("context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)");
    if (tls.certFile === undefined) lines.push("# Python makes no certificates: jack cert server localhost does.");
    lines.push(
      load(tls.certFile ?? "certs/localhost.pem", tls.certFile === undefined ? "certs/localhost-key.pem" : tls.keyFile),
    );
    if (tls.requireClientCertificate === true) lines.push("context.verify_mode = ssl.CERT_REQUIRED");
    if (tls.caFile !== undefined) lines.push(`context.load_verify_locations(${quote(tls.caFile)})`);
  }
  if (tls.alpn !== undefined) lines.push(`context.set_alpn_protocols([${tls.alpn.map(quote).join(", ")}])`);
  const version = (name: TlsVersionName): string =>
    `ssl.TLSVersion.TLSv1${name === "TLSv1" ? "" : `_${name.slice(-1)}`}`;
  if (tls.minVersion !== undefined) lines.push(`context.minimum_version = ${version(tls.minVersion)}`);
  if (tls.maxVersion !== undefined) lines.push(`context.maximum_version = ${version(tls.maxVersion)}`);
  if (tls.ciphers !== undefined) lines.push(`context.set_ciphers(${quote(tls.ciphers)})`);
  return lines;
}
