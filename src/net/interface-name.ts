import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { SocketError } from "../errors/index.ts";
import { ipVersion } from "./ip-version.ts";

/**
 * The name of an interface that was given by an address of it, by its name, or by its index.
 * @throws SocketError `ERR_ADDRESS_NOT_AVAILABLE` when there is no such interface
 */
export function interfaceNameOf(given: string, op: "join" | "leave" | "bind"): string {
  const found = ipVersion(given) === 0 ? byNameOrIndex(given) : byAddress(given);
  if (found !== undefined) return found;
  const hint = `there is no interface "${given}", only ${Object.keys(networkInterfaces()).join(", ")}`;
  throw new SocketError("ERR_ADDRESS_NOT_AVAILABLE", { op, network: "udp", local: given, hint });
}

function byAddress(address: string): string | undefined {
  const plain = address.split("%")[0];
  return Object.entries(networkInterfaces()).find(([, list]) => list?.some((item) => item.address === plain))?.[0];
}

function byNameOrIndex(given: string): string | undefined {
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
