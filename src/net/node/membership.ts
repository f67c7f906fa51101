import { readFileSync } from "node:fs";
import { isIP, isIPv4, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { SocketError } from "../../errors/index.ts";

/**
 * Names an interface the way Node wants it: an IPv4 address for an IPv4 group, `::%name` for an IPv6 group. Accepts an
 * address of the interface, its name, or its index.
 * @throws SocketError `ERR_ADDRESS_NOT_AVAILABLE` when there is no such interface
 */
export function nodeInterface(given: string, family: 4 | 6, op: "join" | "leave" | "bind"): string {
  if (family === 4 && isIPv4(given)) return given;
  if (family === 6 && isIPv6(given) && given.includes("%")) return given;
  const name = isIP(given) === 0 ? nameOf(given) : nameByAddress(given);
  const addresses = (name === undefined ? undefined : networkInterfaces()[name]) ?? [];
  if (name !== undefined && family === 6) return `::%${name}`;
  const ipv4 = addresses.find((item) => item.family === "IPv4");
  if (ipv4 !== undefined) return ipv4.address;
  const hint = `no interface "${given}" with an IPv${family} address; there are ${Object.keys(networkInterfaces()).join(", ")}`;
  throw new SocketError("ERR_ADDRESS_NOT_AVAILABLE", { op, network: "udp", local: given, hint });
}

function nameByAddress(address: string): string | undefined {
  return Object.entries(networkInterfaces()).find(([, list]) => list?.some((item) => item.address === address))?.[0];
}

function nameOf(given: string): string | undefined {
  const names = Object.keys(networkInterfaces());
  if (names.includes(given)) return given;
  return /^\d+$/.test(given) ? names.find((name) => indexOf(name) === Number(given)) : undefined;
}

/** The interface's index: Linux tells it in sysfs; elsewhere the scope of a link-local address is the index. */
function indexOf(name: string): number | undefined {
  try {
    return Number(readFileSync(`/sys/class/net/${name}/ifindex`, "latin1"));
  } catch {
    const scoped = networkInterfaces()[name]?.find((item) => item.family === "IPv6" && item.scopeid > 0);
    return scoped?.family === "IPv6" ? scoped.scopeid : undefined;
  }
}
