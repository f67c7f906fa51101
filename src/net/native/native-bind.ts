import { formatAddress, type InetAddress } from "../address.ts";
import { AF_INET, AF_INET6, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK } from "../constants/family.ts";
import * as ip from "../constants/ip.ts";
import { SO_BROADCAST, SO_RCVBUF, SO_RCVBUFFORCE, SO_REUSEADDR, SOL_SOCKET } from "../constants/socket-option.ts";
import type { Datagrams } from "../datagrams.ts";
import type { ErrorSite } from "../errno-table.ts";
import { interfaceNameOf } from "../interface-name.ts";
import type { DatagramOptions } from "../options.ts";
import { Reactor } from "../reactor/reactor.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import type { Sys } from "../sys/sys.ts";
import { applySocketOptions } from "./apply-options.ts";
import { NativeDatagrams } from "./native-datagrams.ts";
import { encodeInetName, familyOf, localAddressOf, nameBuffer } from "./native-name.ts";
import { getInt, setInt, sysError } from "./sys-error.ts";

const DEFAULT_RECEIVE_BUFFER = 4_194_304;
const COALESCE_US = 150;

/** `Backend.bindInet` of the operating system. */
export async function bindInetNative(at: InetAddress, options: DatagramOptions): Promise<Datagrams> {
  const { sys } = Reactor.current();
  const site: ErrorSite = { op: "bind", network: "udp", local: formatAddress(at) };
  const family = familyOf(at.host);
  const fd = sys.socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) throw sysError(fd, site);
  try {
    configure(sys, fd, family, options, site);
    applySocketOptions({ sys, fd, family, site }, options.socket ?? {});
    const name = encodeInetName(sys, family, at);
    const result = name === undefined ? -LINUX_ERRNO.EADDRNOTAVAIL : sys.bind(fd, name);
    if (result < 0) throw sysError(result, site);
    const peer = options.connectTo === undefined ? null : connectTo(sys, fd, family, options.connectTo);
    const local = localAddressOf(sys, fd, nameBuffer()) as InetAddress;
    const receiveBufferBytes = getInt(sys, fd, SOL_SOCKET, SO_RCVBUF);
    const { coalesceUs = COALESCE_US } = options;
    return new NativeDatagrams(fd, { family, local, receiveBufferBytes, peer, coalesceUs });
  } catch (error) {
    sys.close(fd);
    throw error;
  }
}

/** Returns the peer's encoded address. */
function connectTo(sys: Sys, fd: number, family: number, to: InetAddress): Uint8Array {
  const name = encodeInetName(sys, family, to) ?? new Uint8Array(0);
  const result = name.length === 0 ? -LINUX_ERRNO.EADDRNOTAVAIL : sys.connect(fd, name);
  if (result < 0) throw sysError(result, { op: "connect", network: "udp", remote: formatAddress(to) });
  return name;
}

function configure(sys: Sys, fd: number, family: number, options: DatagramOptions, site: ErrorSite): void {
  const set = (level: number, option: number, value: number): void => {
    const result = setInt(sys, fd, level, option, value);
    if (result < 0) throw sysError(result, { ...site, op: "setsockopt" });
  };
  // An IPv6 socket that also takes IPv4 has the options of both.
  const both = (four: number, six: number, value: number): void => {
    if (family === AF_INET6) set(ip.IPPROTO_IPV6, six, value);
    if (family === AF_INET || options.ipv6Only !== true) set(ip.IPPROTO_IP, four, value);
  };
  if (options.reuseAddress === true) set(SOL_SOCKET, SO_REUSEADDR, 1);
  if (options.broadcast === true) set(SOL_SOCKET, SO_BROADCAST, 1);
  if (family === AF_INET6) set(ip.IPPROTO_IPV6, ip.IPV6_V6ONLY, options.ipv6Only === true ? 1 : 0);
  // What ICMP brings back for a datagram is told with its address (ip(7)).
  both(ip.IP_RECVERR, ip.IPV6_RECVERR, 1);
  if (options.ttl !== undefined) both(ip.IP_TTL, ip.IPV6_UNICAST_HOPS, options.ttl);
  if (options.multicastTtl !== undefined) both(ip.IP_MULTICAST_TTL, ip.IPV6_MULTICAST_HOPS, options.multicastTtl);
  if (options.multicastLoopback !== undefined) {
    both(ip.IP_MULTICAST_LOOP, ip.IPV6_MULTICAST_LOOP, options.multicastLoopback ? 1 : 0);
  }
  if (options.multicastInterface !== undefined) {
    setMulticastInterface(sys, fd, family, options.multicastInterface, site);
  }
  const buffer = options.receiveBufferBytes ?? DEFAULT_RECEIVE_BUFFER;
  // Above the system's limit where this process may; else the kernel cuts it to the limit.
  if (setInt(sys, fd, SOL_SOCKET, SO_RCVBUFFORCE, buffer) < 0) set(SOL_SOCKET, SO_RCVBUF, buffer);
}

function setMulticastInterface(sys: Sys, fd: number, family: number, given: string, site: ErrorSite): void {
  const index = sys.interfaceIndex(interfaceNameOf(given, "bind"));
  const number = new Uint8Array(4);
  new DataView(number.buffer).setInt32(0, index, true);
  // struct ip_mreqn: group, address, index; IPv6 takes the index alone.
  const request = new Uint8Array(12);
  request.set(number, 8);
  const results = [sys.setsockopt(fd, ip.IPPROTO_IP, ip.IP_MULTICAST_IF, request, 12)];
  if (family === AF_INET6) results.push(sys.setsockopt(fd, ip.IPPROTO_IPV6, ip.IPV6_MULTICAST_IF, number, 4));
  const failed = results.find((result) => result < 0);
  if (failed !== undefined) throw sysError(failed, { ...site, op: "setsockopt" });
}
