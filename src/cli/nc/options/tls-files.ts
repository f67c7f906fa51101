import { readFileSync } from "node:fs";
import type { TlsOptions } from "../../../net/index.ts";
import { quitting } from "../report/nc-exit.ts";
import type { TlsWishes } from "./nc-options.ts";
import { systemReason } from "../report/system-reason.ts";

/** The options of TLS that both sides have, with the files that they name read. @throws NcExit 2 */
export function tlsOptionsOf(wishes: TlsWishes): TlsOptions {
  const { certFile, keyFile, trustFile, ciphers, alpn } = wishes;
  return {
    ...(certFile === null ? {} : { cert: read(certFile, "--ssl-cert") }),
    ...(keyFile === null ? {} : { key: read(keyFile, "--ssl-key") }),
    ...(trustFile === null ? {} : { ca: read(trustFile, "--ssl-trustfile") }),
    ...(ciphers === null ? {} : { ciphers }),
    ...(alpn.length === 0 ? {} : { alpn }),
  };
}

/** `AB:CD:EF:01` → `ABCD EF01`, as ncat prints a fingerprint. */
export function fingerprintText(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").replace(/(.{4})(?=.)/g, "$1 ");
}

function read(path: string, option: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw quitting(`${option} ${path}: ${systemReason(error)}.`, { cause: error });
  }
}
