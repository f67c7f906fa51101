import { AF_INET, AF_UNSPEC } from "../constants/family.ts";
import { type AddressInfoTuple, addressQuery, addressTuples, namesOf, numericName } from "../socket/resolver.ts";
import { loadSys } from "../sys/load-sys.ts";

/** All addresses of a host and a service; null host is this machine. @throws SocketError `ERR_HOST_UNKNOWN`; getaddrinfo(3) */
export function getaddrinfo(
  host: string | null,
  port: number | string | null,
  family: number = AF_UNSPEC,
  type = 0,
  proto = 0,
  flags = 0,
): AddressInfoTuple[] {
  return addressTuples(loadSys().getaddrinfo(addressQuery(host, port, family, type, proto, flags)), host ?? "");
}

/** Host and service name of a numeric address; `flags` are `NI_…`. getnameinfo(3) */
export function getnameinfo(
  address: readonly [host: string, port: number, flowInfo?: number, scopeId?: number],
  flags = 0,
): readonly [host: string, service: string] {
  return namesOf(loadSys().getnameinfo(numericName(address), flags), address[0]);
}

/** The first IPv4 address of a host; empty is 0.0.0.0. @throws SocketError `ERR_HOST_UNKNOWN` */
export function gethostbyname(host: string): string {
  if (host === "") return "0.0.0.0";
  if (host === "<broadcast>") return "255.255.255.255";
  const name = getaddrinfo(host, null, AF_INET)[0]?.[4] as readonly [string, number] | undefined;
  return name?.[0] ?? "";
}
