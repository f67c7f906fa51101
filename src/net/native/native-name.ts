import type { Address, InetAddress } from "../address.ts";
import { AF_INET, AF_INET6 } from "../constants/family.ts";
import { isIpv4 } from "../ip-version.ts";
import { plainHost } from "../resolve.ts";
import { decodeName, encodeInet, encodeInet6, encodeUnix, NAME_BYTES, packHost } from "../sys/sockaddr.ts";
import type { NameBuffer, Sys } from "../sys/sys.ts";

const text = new TextDecoder();

/** Room for the address that a call fills in. */
export function nameBuffer(): NameBuffer {
  return { bytes: new Uint8Array(NAME_BYTES), length: 0 };
}

/** The family that a numeric host needs. */
export function familyOf(host: string): typeof AF_INET | typeof AF_INET6 {
  return isIpv4(host) ? AF_INET : AF_INET6;
}

/**
 * Encodes a numeric address for a socket of `family`: IPv4 is mapped for an IPv6 socket, and the scope of `fe80::1%eth0`
 * is looked up. Undefined when an IPv6 address is asked of an IPv4 socket.
 */
export function encodeInetName(sys: Sys, family: number, { host, port }: InetAddress): Uint8Array | undefined {
  const four = packHost(AF_INET, host);
  if (family === AF_INET) return four === undefined ? undefined : encodeInet(four, port);
  if (four !== undefined) {
    const mapped = new Uint8Array(16);
    mapped.set([0xff, 0xff, ...four], 10);
    return encodeInet6(mapped, port, 0, 0);
  }
  const [address = "", scope] = host.split("%");
  const packed = packHost(AF_INET6, address);
  return packed === undefined ? undefined : encodeInet6(packed, port, 0, scope === undefined ? 0 : scopeOf(sys, scope));
}

/** Encodes a path, or the abstract name `@name`. */
export function encodeUnixName(path: string): Uint8Array {
  return encodeUnix(path.startsWith("@") ? `\0${path.slice(1)}` : path);
}

/** The address in the first `length` bytes, as this library shows it; unnamed Unix sockets have an empty path. */
export function addressOf(sys: Sys, bytes: Uint8Array, length: number): Address {
  const name = decodeName(bytes, length);
  if (typeof name === "string") return { path: name };
  if (name instanceof Uint8Array) return { path: `@${text.decode(name.subarray(1))}` };
  const [host, port, , scope = 0] = name as readonly [string, number, number?, number?];
  if (scope === 0) return { host: plainHost(host), port };
  const interfaceName = sys.interfaceName(scope);
  return { host: `${host}%${typeof interfaceName === "string" ? interfaceName : scope}`, port };
}

/** The address that a socket is bound to. */
export function localAddressOf(sys: Sys, fd: number, name: NameBuffer): Address {
  return sys.getsockname(fd, name) < 0 ? { host: "0.0.0.0", port: 0 } : addressOf(sys, name.bytes, name.length);
}

/** A scope that is a number, or the index of the interface of that name. */
function scopeOf(sys: Sys, scope: string): number {
  return /^\d+$/.test(scope) ? Number(scope) : Math.max(0, sys.interfaceIndex(scope));
}
