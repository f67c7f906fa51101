import { isIPv4, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { SocketError } from "../../errors/index.ts";
import { interfaceNameOf } from "../interface-name.ts";

/**
 * Names an interface the way Node wants it: an IPv4 address for an IPv4 group, `::%name` for an IPv6 group. Accepts an
 * address of the interface, its name, or its index.
 * @throws SocketError `ERR_ADDRESS_NOT_AVAILABLE` when there is no such interface, or it has no IPv4 address
 */
export function nodeInterface(given: string, family: 4 | 6, op: "join" | "leave" | "bind"): string {
  if (family === 4 && isIPv4(given)) return given;
  if (family === 6 && isIPv6(given) && given.includes("%")) return given;
  const name = interfaceNameOf(given, op);
  if (family === 6) return `::%${name}`;
  const ipv4 = networkInterfaces()[name]?.find((item) => item.family === "IPv4");
  if (ipv4 !== undefined) return ipv4.address;
  const hint = `the interface "${name}" has no IPv4 address`;
  throw new SocketError("ERR_ADDRESS_NOT_AVAILABLE", { op, network: "udp", local: given, hint });
}
