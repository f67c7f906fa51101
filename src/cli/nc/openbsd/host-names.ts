import { type Address, isUnixAddress } from "../../../net/index.ts";

/**
 * How nc's lines name an address: host and port with a blank between, the host by its name unless `-n` forbids to ask for
 * it; a Unix socket by its path.
 */
export async function spokenAddress(address: Address, numeric: boolean): Promise<string> {
  if (isUnixAddress(address)) return address.path;
  const { host, port } = address;
  const wildcard = host === "0.0.0.0" || host === "::";
  if (numeric || wildcard) return `${host} ${port}`;
  try {
    const { lookupService } = await import("node:dns/promises");
    return `${(await lookupService(host, port)).hostname} ${port}`;
  } catch {
    return `${host} ${port}`;
  }
}
