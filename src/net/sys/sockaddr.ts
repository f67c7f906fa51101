import { AF_INET, AF_INET6, AF_NETLINK, AF_UNIX } from "../constants/family.ts";
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "./inet-text.ts";

/** An IPv4 address as Python gives it. */
export type InetName = readonly [host: string, port: number];
/** An IPv6 address as Python gives it. */
export type Inet6Name = readonly [host: string, port: number, flowInfo: number, scopeId: number];
/** A netlink address, `(pid, groups)`. */
export type NetlinkName = readonly [pid: number, groups: number];
/** An address of a family that this library does not know: the family and the bytes behind it. */
export type UnknownName = readonly [family: number, data: Uint8Array];
/**
 * A socket address as it comes back from the calls, in Python's shapes: `[host, port]`, `[host, port, flowInfo,
 * scopeId]`, a Unix path (empty when unnamed), or the bytes of an abstract Unix name with its leading zero.
 */
export type SocketName = InetName | Inet6Name | NetlinkName | UnknownName | string | Uint8Array;

/** Bytes of `struct sockaddr_storage`. */
export const NAME_BYTES = 128;
/** Bytes of a Unix path, its ending zero not counted. */
export const UNIX_PATH_BYTES = 107;
const UNIX_OFFSET = 2;
const text = new TextEncoder();
const LOSSLESS = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `struct sockaddr_in`. `host` is four packed bytes. @throws RangeError when the port is not 0–65535 */
export function encodeInet(host: Uint8Array, port: number): Uint8Array {
  checkPort(port);
  const name = new Uint8Array(16);
  const view = new DataView(name.buffer);
  view.setUint16(0, AF_INET, true);
  view.setUint16(2, port);
  name.set(host, 4);
  return name;
}

/** `struct sockaddr_in6`. `host` is 16 packed bytes; the flow label travels in network order, the scope in host order. */
export function encodeInet6(host: Uint8Array, port: number, flowInfo: number, scopeId: number): Uint8Array {
  checkPort(port);
  if (!Number.isInteger(flowInfo) || flowInfo < 0 || flowInfo > 0xfffff) {
    throw new RangeError(`flowInfo must be 0-1048575, got ${flowInfo}`);
  }
  if (!Number.isInteger(scopeId) || scopeId < 0 || scopeId > 0xffffffff) {
    throw new RangeError(`scopeId must be 0-4294967295, got ${scopeId}`);
  }
  const name = new Uint8Array(28);
  const view = new DataView(name.buffer);
  view.setUint16(0, AF_INET6, true);
  view.setUint16(2, port);
  view.setUint32(4, flowInfo);
  name.set(host, 8);
  view.setUint32(24, scopeId, true);
  return name;
}

/**
 * `struct sockaddr_un`. A string is a path, or an abstract name when it begins with a zero; empty is unnamed (autobind).
 * @throws RangeError when it is longer than 107 bytes (108 for an abstract name), or a path holds a zero
 */
export function encodeUnix(path: string | Uint8Array): Uint8Array {
  const bytes = typeof path === "string" ? text.encode(path) : path;
  const abstract = bytes[0] === 0;
  const limit = abstract ? UNIX_PATH_BYTES + 1 : UNIX_PATH_BYTES;
  if (bytes.length > limit) {
    throw new RangeError(`AF_UNIX path too long: ${bytes.length} bytes, at most ${limit}`);
  }
  if (!abstract && bytes.includes(0)) throw new RangeError("AF_UNIX path holds a zero byte");
  // A path is followed by a zero; an abstract name and no name at all end where their length says.
  const name = new Uint8Array(UNIX_OFFSET + bytes.length + (abstract || bytes.length === 0 ? 0 : 1));
  new DataView(name.buffer).setUint16(0, AF_UNIX, true);
  name.set(bytes, UNIX_OFFSET);
  return name;
}

/** `struct sockaddr_nl`. */
export function encodeNetlink(pid: number, groups: number): Uint8Array {
  const name = new Uint8Array(12);
  const view = new DataView(name.buffer);
  view.setUint16(0, AF_NETLINK, true);
  view.setUint32(4, pid, true);
  view.setUint32(8, groups, true);
  return name;
}

/** A name of any family from its number and the bytes behind it. */
export function encodeUnknown(family: number, data: Uint8Array): Uint8Array {
  const name = new Uint8Array(2 + data.length);
  new DataView(name.buffer).setUint16(0, family, true);
  name.set(data, 2);
  return name;
}

/**
 * The address in the first `length` bytes. Any bytes give an address: what is cut or of an unknown family comes back
 * as `[family, data]`; no bytes at all are the empty string, the name of an unnamed peer.
 */
export function decodeName(bytes: Uint8Array, length: number = bytes.length): SocketName {
  const size = Math.min(length, bytes.length);
  if (size < 2) return "";
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  const family = view.getUint16(0, true);
  if (family === AF_INET && size >= 8) return [formatIpv4(bytes, 4), view.getUint16(2)];
  if (family === AF_INET6 && size >= 24) {
    const scopeId = size >= 28 ? view.getUint32(24, true) : 0;
    return [formatIpv6(bytes, 8), view.getUint16(2), view.getUint32(4) & 0xfffff, scopeId];
  }
  if (family === AF_UNIX) return decodeUnix(bytes.subarray(UNIX_OFFSET, size));
  if (family === AF_NETLINK && size >= 12) return [view.getUint32(4, true), view.getUint32(8, true)];
  // Not slice(): a Buffer's shares its memory.
  return [family, new Uint8Array(bytes.subarray(2, size))];
}

function decodeUnix(bytes: Uint8Array): string | Uint8Array {
  if (bytes.length === 0) return "";
  if (bytes[0] === 0) return new Uint8Array(bytes);
  const end = bytes.indexOf(0);
  const path = end === -1 ? bytes : bytes.subarray(0, end);
  try {
    return LOSSLESS.decode(path);
  } catch {
    // A path that is not UTF-8 keeps its bytes.
    return new Uint8Array(path);
  }
}

/** Packs a numeric host of the family, or undefined when the text is no such address. `%scope` is not accepted here. */
export function packHost(family: number, host: string): Uint8Array | undefined {
  if (family === AF_INET) return parseIpv4(host);
  if (family === AF_INET6) return parseIpv6(host);
  return undefined;
}

function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new RangeError(`port must be 0-65535, got ${port}`);
}
