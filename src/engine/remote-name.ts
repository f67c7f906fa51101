import { type Address, formatAddress, isUnixAddress } from "../net/index.ts";

/** The other side's address as printed; a Unix peer without a name is `unix#3` after its number. */
export function remoteName(address: Address, peer: number): string {
  return isUnixAddress(address) && address.path === "" ? `unix#${peer}` : formatAddress(address);
}
