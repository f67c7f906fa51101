import { SocketError } from "../../errors/index.ts";
import { AF_INET, AF_INET6, AF_NETLINK, AF_UNIX } from "../constants/family.ts";
import type { AddressInfo, AddressQuery, ResolverFailure, ResolverSys } from "../sys/resolver-sys.ts";
import {
  encodeInet,
  encodeInet6,
  encodeNetlink,
  encodeUnix,
  encodeUnknown,
  packHost,
  type SocketName,
} from "../sys/sockaddr.ts";
import { resolverError } from "./resolver-error.ts";

/** An Internet address as an object. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
  /** IPv6 flow label. @default 0 */
  readonly flowInfo?: number;
  /** IPv6 scope, an interface index. @default 0 */
  readonly scopeId?: number;
}

/**
 * What the calls take as an address: Python's shapes (see {@link SocketName}; the last two members of an IPv6 tuple may
 * be left out), `{ host, port }`, or `{ path }` where `@name` is an abstract Unix name. An empty host is every address
 * of this machine, `<broadcast>` is 255.255.255.255.
 */
export type AddressLike =
  | SocketName
  | readonly [host: string, port: number, flowInfo: number]
  | HostAddress
  | { readonly path: string };

/** A name that must be looked up before it can be encoded. */
export interface PendingName {
  readonly query: AddressQuery;
  /** The encoded address for the resolver's answer. */
  finish(answers: readonly AddressInfo[] | ResolverFailure): Uint8Array;
}

/**
 * Encodes an address for a socket of `family`.
 * @throws TypeError when the shape does not fit the family
 * @throws RangeError when a number or a Unix path is out of range
 */
export function encodeAddress(family: number, address: AddressLike): Uint8Array | PendingName {
  if (family === AF_INET || family === AF_INET6) return encodeHost(family, address);
  if (family === AF_UNIX) return encodeUnix(unixPath(address));
  if (Array.isArray(address)) {
    const [first, second] = address as readonly unknown[];
    if (family === AF_NETLINK && isInteger(first) && isInteger(second)) return encodeNetlink(first, second);
    if (isInteger(first) && second instanceof Uint8Array) return encodeUnknown(first, second);
  }
  throw new TypeError(`an address of family ${family} must be [family, bytes]`);
}

/** Encodes an address, asking the resolver in this thread if need be; blocks then. */
export function encodeAddressSync(sys: ResolverSys, family: number, address: AddressLike): Uint8Array {
  const name = encodeAddress(family, address);
  return name instanceof Uint8Array ? name : name.finish(sys.getaddrinfo(name.query));
}

/** As {@link encodeAddressSync}, asking the resolver on a thread of its own. */
export async function encodeAddressLater(sys: ResolverSys, family: number, address: AddressLike): Promise<Uint8Array> {
  const name = encodeAddress(family, address);
  return name instanceof Uint8Array ? name : name.finish(await sys.getaddrinfoAsync(name.query));
}

function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unixPath(address: AddressLike): string | Uint8Array {
  if (typeof address === "string" || address instanceof Uint8Array) return address;
  if (isObject(address) && typeof address["path"] === "string") {
    const path = address["path"];
    return path.startsWith("@") ? `\0${path.slice(1)}` : path;
  }
  throw new TypeError("AF_UNIX address must be a path, bytes, or { path }");
}

function hostParts(family: number, address: AddressLike): readonly [string, number, number, number] {
  let parts: readonly unknown[] = [];
  if (Array.isArray(address)) parts = address;
  else if (isObject(address)) {
    const { host: name, port: number, flowInfo: label = 0, scopeId: scope = 0 } = address as Record<string, unknown>;
    parts = family === AF_INET6 ? [name, number, label, scope] : [name, number];
  }
  const [host, port, flowInfo = 0, scopeId = 0] = parts;
  if (parts.length < 2 || parts.length > (family === AF_INET ? 2 : 4) || typeof host !== "string") {
    const shape =
      family === AF_INET
        ? "AF_INET address must be [host, port]"
        : "AF_INET6 address must be [host, port, flowInfo?, scopeId?]";
    throw new TypeError(`${shape} or { host, port }`);
  }
  if (typeof port !== "number" || typeof flowInfo !== "number" || typeof scopeId !== "number") {
    throw new TypeError("port, flowInfo and scopeId of an address must be numbers");
  }
  return [host, port, flowInfo, scopeId];
}

function encodeHost(family: number, address: AddressLike): Uint8Array | PendingName {
  const [host, port, flowInfo, scopeId] = hostParts(family, address);
  const encode = (packed: Uint8Array, scope: number): Uint8Array =>
    family === AF_INET ? encodeInet(packed, port) : encodeInet6(packed, port, flowInfo, scope);
  const any = encode(new Uint8Array(family === AF_INET ? 4 : 16), scopeId);
  if (host === "") return any;
  if (host === "<broadcast>" || host === "255.255.255.255") {
    if (family !== AF_INET) throw new TypeError("only AF_INET has a broadcast address");
    return encode(Uint8Array.of(255, 255, 255, 255), scopeId);
  }
  const packed = packHost(family, host);
  if (packed !== undefined) return encode(packed, scopeId);
  return {
    query: { host, service: null, family, type: 0, protocol: 0, flags: 0 },
    finish: (answers) => {
      if ("code" in answers) throw resolverError(answers, host);
      const name = answers[0]?.name;
      if (name === undefined)
        throw new SocketError("ERR_HOST_UNKNOWN", { op: "resolve", network: "socket", remote: host });
      if (family === AF_INET) return encode(name.subarray(4, 8), 0);
      // A scope in the name (fe80::1%eth0) counts where the address itself gives none.
      const found = new DataView(name.buffer, name.byteOffset, name.byteLength).getUint32(24, true);
      return encode(name.subarray(8, 24), scopeId === 0 ? found : scopeId);
    },
  };
}
