import { lookup } from "node:dns/promises";
import type { SocketNetwork } from "../errors/index.ts";
import { SocketError } from "../errors/index.ts";
import { toSocketError } from "./errno-table.ts";
import { ipVersion } from "./ip-version.ts";

/** A numeric address and its family. */
export interface ResolvedHost {
  readonly host: string;
  readonly family: 4 | 6;
}

/**
 * All addresses of a host in the resolver's order; a numeric host is returned as it is, without asking anybody. An IPv4
 * address that is mapped into IPv6 becomes IPv4.
 * @throws SocketError `ERR_HOST_UNKNOWN`, also when the host has no address of the family that is asked for
 */
export async function resolveHost(
  host: string,
  network: SocketNetwork,
  family?: 4 | 6,
): Promise<readonly [ResolvedHost, ...ResolvedHost[]]> {
  const numeric = numericHost(host);
  if (numeric !== undefined) {
    if (family === undefined || family === numeric.family) return [numeric];
    throw new SocketError("ERR_HOST_UNKNOWN", {
      op: "resolve",
      network,
      remote: host,
      hint: `it is an IPv${numeric.family} address, IPv${family} was asked for`,
    });
  }
  try {
    const found = await lookup(host, { all: true, verbatim: true, ...(family === undefined ? {} : { family }) });
    const [first, ...rest] = found.map((item) => ({ host: item.address, family: item.family === 6 ? 6 : 4 }) as const);
    if (first !== undefined) return [first, ...rest];
  } catch (error) {
    throw toSocketError(error, { op: "resolve", network, remote: host });
  }
  throw new SocketError("ERR_HOST_UNKNOWN", { op: "resolve", network, remote: host });
}

/** The host when it is numeric already, else undefined. */
export function numericHost(host: string): ResolvedHost | undefined {
  const plain = plainHost(host);
  const family = ipVersion(plain);
  return family === 4 || family === 6 ? { host: plain, family } : undefined;
}

/** `::ffff:127.0.0.1` → `127.0.0.1`; everything else stays. */
export function plainHost(host: string): string {
  return host.startsWith("::ffff:") && host.includes(".") ? host.slice(7) : host;
}
