import { readFile } from "node:fs/promises";
import { makeTemporaryCertificate, type TlsClientOptions, type TlsListenerOptions } from "../../net/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";

/** What the options say of TLS; files in PEM. */
export interface RelayTls {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** The name that the server's certificate must be for. */
  readonly name: string | undefined;
  readonly insecure: boolean;
  readonly requireClientCert: boolean;
}

/** Options of a TLS client. @throws CliError 2 when a file cannot be read */
export async function clientTls(tls: RelayTls): Promise<TlsClientOptions> {
  return {
    ...(await files(tls)),
    ...(tls.name === undefined ? {} : { serverName: tls.name }),
    ...(tls.insecure ? { verify: false } : {}),
  };
}

/** Options of a TLS server; without a certificate it makes one for as long as it runs. @throws CliError 2 */
export async function serverTls(
  tls: RelayTls,
  onTemporary: (fingerprint: string) => void,
  onFailure: NonNullable<TlsListenerOptions["onHandshakeFailure"]>,
): Promise<TlsListenerOptions> {
  const given = await files(tls);
  const common = {
    ...given,
    onHandshakeFailure: onFailure,
    ...(tls.requireClientCert ? { requireClientCertificate: true, verify: !tls.insecure } : {}),
  };
  if (given.cert !== undefined) return common;
  const made = await makeTemporaryCertificate();
  onTemporary(made.details.fingerprintSha256);
  return { ...common, cert: made.cert, key: made.key };
}

async function files(tls: RelayTls): Promise<{ readonly ca?: string; readonly cert?: string; readonly key?: string }> {
  const read = async (path: string): Promise<string> => {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new CliError(EXIT.open, (m) => m.relay.fileRefused(path, reason), { cause: error });
    }
  };
  // One file may hold both.
  const key = tls.key ?? tls.cert;
  return {
    ...(tls.ca === undefined ? {} : { ca: await read(tls.ca) }),
    ...(tls.cert === undefined ? {} : { cert: await read(tls.cert) }),
    ...(key === undefined ? {} : { key: await read(key) }),
  };
}
