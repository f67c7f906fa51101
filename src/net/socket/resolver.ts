import { SocketError } from "../../errors/index.ts";
import { AF_INET, AF_INET6, AF_UNSPEC, SOCK_DGRAM } from "../constants/family.ts";
import { AI_NUMERICHOST } from "../constants/resolver.ts";
import { loadSys } from "../sys/load-sys.ts";
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "../sys/inet-text.ts";
import type { AddressInfo, AddressQuery, HostEntry, ResolverFailure } from "../sys/resolver-sys.ts";
import { decodeName, encodeInet, encodeInet6, type SocketName } from "../sys/sockaddr.ts";
import { checkInt } from "./bytes-like.ts";
import { resolverError } from "./resolver-error.ts";

/** One answer of `getaddrinfo`, in Python's order; it fits `socket(family, type, proto)` and `connect(address)`. */
export type AddressInfoTuple = readonly [
  family: number,
  type: number,
  proto: number,
  canonicalName: string,
  address: SocketName,
];
/** What `gethostbyname_ex` and `gethostbyaddr` give. */
export type HostTriple = readonly [name: string, aliases: readonly string[], addresses: readonly string[]];

/** The question that `getaddrinfo(host, port, …)` puts. @throws TypeError, RangeError for arguments of a wrong kind */
export function addressQuery(
  host: string | null,
  port: number | string | null,
  family: number,
  type: number,
  protocol: number,
  flags: number,
): AddressQuery {
  if (host !== null && typeof host !== "string") throw new TypeError("host must be a string or null");
  if (port !== null && typeof port !== "string") checkInt(port, "port");
  for (const text of [host, port]) {
    if (typeof text === "string" && text.includes("\0")) throw new TypeError("host and port must not hold a zero");
  }
  return {
    host: host === "" ? null : host,
    service: port === null ? null : String(port),
    family,
    type,
    protocol,
    flags,
  };
}

/** The resolver's answers as tuples. @throws SocketError `ERR_HOST_UNKNOWN` */
export function addressTuples(answers: readonly AddressInfo[] | ResolverFailure, host: string): AddressInfoTuple[] {
  if ("code" in answers) throw resolverError(answers, host);
  return answers.map((item) => [item.family, item.type, item.protocol, item.canonicalName, decodeName(item.name)]);
}

/**
 * All addresses of a host and a service (name or number), as the system's resolver knows them. Null host: this machine
 * (`AI_PASSIVE`: every address of it). Does not hold the event loop.
 * @throws SocketError `ERR_HOST_UNKNOWN` with the resolver's name (`EAI_NONAME`) as `errnoName`; getaddrinfo(3)
 */
export async function getaddrinfo(
  host: string | null,
  port: number | string | null,
  family: number = AF_UNSPEC,
  type = 0,
  proto = 0,
  flags = 0,
): Promise<AddressInfoTuple[]> {
  const query = addressQuery(host, port, family, type, proto, flags);
  return addressTuples(await loadSys().getaddrinfoAsync(query), host ?? "");
}

/** Host and service name of a numeric address `[host, port, flowInfo?, scopeId?]`; `flags` are `NI_…`. getnameinfo(3) */
export async function getnameinfo(
  address: readonly [host: string, port: number, flowInfo?: number, scopeId?: number],
  flags = 0,
): Promise<readonly [host: string, service: string]> {
  return namesOf(await loadSys().getnameinfoAsync(numericName(address), flags), address[0]);
}

/** The encoded name that getnameinfo asks about. @throws SocketError `ERR_HOST_UNKNOWN` when the host is not numeric */
export function numericName(
  address: readonly [host: string, port: number, flowInfo?: number, scopeId?: number],
): Uint8Array {
  if (!Array.isArray(address)) throw new TypeError("getnameinfo() wants an address tuple");
  const [host, port, flowInfo = 0, scopeId = 0] = address;
  if (typeof host !== "string") throw new TypeError("host must be a string");
  checkInt(port, "port");
  const ipv4 = parseIpv4(host);
  if (ipv4 !== undefined) {
    if (address.length !== 2) throw new TypeError("an IPv4 address must be [host, port]");
    return encodeInet(ipv4, port);
  }
  const ipv6 = parseIpv6(host);
  if (ipv6 !== undefined) return encodeInet6(ipv6, port, flowInfo, scopeId);
  const query = addressQuery(host, port, AF_UNSPEC, SOCK_DGRAM, 0, AI_NUMERICHOST);
  const answers = loadSys().getaddrinfo(query);
  if ("code" in answers) throw resolverError(answers, host);
  return answers[0]?.name ?? new Uint8Array(0);
}

/** @throws SocketError `ERR_HOST_UNKNOWN` */
export function namesOf(
  answer: readonly [host: string, service: string] | ResolverFailure,
  host: string,
): readonly [string, string] {
  if ("code" in answer) throw resolverError(answer, host);
  return answer;
}

/** The first IPv4 address of a host; empty is 0.0.0.0. @throws SocketError `ERR_HOST_UNKNOWN` */
export async function gethostbyname(host: string): Promise<string> {
  if (host === "") return "0.0.0.0";
  if (host === "<broadcast>") return "255.255.255.255";
  const [answer] = await getaddrinfo(host, null, AF_INET);
  const name = answer?.[4] as readonly [string, number] | undefined;
  if (name === undefined) throw notFound(host, "no IPv4 address");
  return name[0];
}

function hostTriple(entry: HostEntry | ResolverFailure, asked: string): HostTriple {
  if ("code" in entry) {
    const hint = entry.message.charAt(0).toLowerCase() + entry.message.slice(1);
    throw new SocketError("ERR_HOST_UNKNOWN", { op: "resolve", network: "socket", remote: asked, hint });
  }
  const addresses = entry.addresses.map((bytes) => (bytes.length === 4 ? formatIpv4(bytes) : formatIpv6(bytes)));
  return [entry.name, entry.aliases, addresses];
}

/** The host's name, its aliases and its IPv4 addresses. Blocks while it asks the resolver. */
export function gethostbyname_ex(host: string): HostTriple {
  return hostTriple(loadSys().gethostbyname(host), host);
}

/** The same for a numeric address (or a name, which is looked up first). Blocks while it asks the resolver. */
export function gethostbyaddr(address: string): HostTriple {
  const sys = loadSys();
  const packed = parseIpv4(address) ?? parseIpv6(address) ?? packedOf(address);
  return hostTriple(sys.gethostbyaddr(packed, packed.length === 4 ? AF_INET : AF_INET6), address);
}

function packedOf(host: string): Uint8Array {
  const answers = loadSys().getaddrinfo(addressQuery(host, null, AF_UNSPEC, 0, 0, 0));
  if ("code" in answers) throw resolverError(answers, host);
  const name = answers[0]?.name ?? new Uint8Array(16);
  return name.length < 28 ? name.slice(4, 8) : name.slice(8, 24);
}

/** This machine's name. gethostname(2) */
export function gethostname(): string {
  return loadSys().gethostname();
}

/** The fully qualified name of a host, as good as the resolver knows it; empty is this machine. Blocks while it asks. */
export function getfqdn(name = ""): string {
  const host = name === "" || name === "0.0.0.0" || name === "::" ? gethostname() : name;
  try {
    const [first, aliases] = gethostbyaddr(host);
    return [first, ...aliases].find((candidate) => candidate.includes(".")) ?? first;
  } catch (error) {
    if (SocketError.is(error)) return host;
    throw error;
  }
}

/** The port of a service. @throws SocketError `ERR_HOST_UNKNOWN` when there is no such service */
export function getservbyname(service: string, protocol?: string): number {
  const port = loadSys().getservbyname(service, protocol ?? null);
  if (port < 0) throw notFound(service, "no such service");
  return port;
}

/** The service of a port. @throws SocketError `ERR_HOST_UNKNOWN`; RangeError outside 0–65535 */
export function getservbyport(port: number, protocol?: string): string {
  checkInt(port, "port");
  if (port < 0 || port > 65535) throw new RangeError(`getservbyport: port must be 0-65535, got ${port}`);
  const service = loadSys().getservbyport(port, protocol ?? null);
  if (service === null) throw notFound(String(port), "no such service");
  return service;
}

/** The number of a protocol: `getprotobyname("icmp")` is 1. @throws SocketError `ERR_HOST_UNKNOWN` */
export function getprotobyname(name: string): number {
  const number = loadSys().getprotobyname(name);
  if (number < 0) throw notFound(name, "no such protocol");
  return number;
}

function notFound(remote: string, hint: string): SocketError {
  return new SocketError("ERR_HOST_UNKNOWN", { op: "resolve", network: "socket", remote, hint });
}
