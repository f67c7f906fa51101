import { type Address, formatAddress, isUnixAddress } from "../../../net/index.ts";

/** How ncat prints an address: `127.0.0.1:80`, `[::1]:80`, a path, or `(unnamed socket)`. */
export function peerName(address: Address): string {
  if (!isUnixAddress(address)) return formatAddress(address);
  if (address.path === "") return "(unnamed socket)";
  return address.path.startsWith("@") ? `${address.path.slice(1)} (abstract socket)` : address.path;
}

/** The numeric host of an address; empty for a Unix socket. */
export function hostOf(address: Address): string {
  return isUnixAddress(address) ? "" : address.host;
}
