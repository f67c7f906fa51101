import { networkInterfaces } from "node:os";
import { SocketError } from "../../errors/index.ts";
import { AF_INET, AF_INET6 } from "../constants/family.ts";
import * as ip from "../constants/ip.ts";
import * as so from "../constants/socket-option.ts";
import * as tcp from "../constants/transport.ts";
import type { ErrorSite } from "../errno-table.ts";
import type { KeepAliveOptions, RawSocketOption, SocketOptions } from "../socket-options.ts";
import type { Sys } from "../sys/sys.ts";
import { setInt, sysError } from "./sys-error.ts";

/** The longest interface name with its NUL (IFNAMSIZ, netdevice(7)). */
const DEVICE_NAME_BYTES = 16;

/** The socket that options are set on. */
export interface OptionTarget {
  readonly sys: Sys;
  readonly fd: number;
  readonly family: number;
  /** What a failure is told of. */
  readonly site: ErrorSite;
}

/**
 * Sets options on a socket that is neither bound nor connected.
 * @throws SocketError of `setsockopt` that names the option
 */
export function applySocketOptions(target: OptionTarget, options: SocketOptions): void {
  const { family } = target;
  const isInet = family === AF_INET || family === AF_INET6;
  const isTcp = isInet && target.site.network !== "udp";
  const { device, keepAlive, lingerSeconds } = options;
  if (options.reusePort === true) int(target, "SO_REUSEPORT", so.SOL_SOCKET, so.SO_REUSEPORT, 1);
  int(target, "SO_RCVBUF", so.SOL_SOCKET, so.SO_RCVBUF, options.receiveBufferBytes);
  int(target, "SO_SNDBUF", so.SOL_SOCKET, so.SO_SNDBUF, options.sendBufferBytes);
  if (device !== undefined) bindToDevice(target, device);
  both(target, isInet, "IP_TTL", ip.IP_TTL, ip.IPV6_UNICAST_HOPS, options.ttl);
  both(target, isInet, "IP_TOS", ip.IP_TOS, ip.IPV6_TCLASS, options.tos);
  const { noDelay, maxSegmentBytes, userTimeoutMs } = options;
  const small = noDelay === undefined ? undefined : Number(noDelay);
  only(target, isTcp, "TCP_NODELAY", ip.IPPROTO_TCP, tcp.TCP_NODELAY, small);
  only(target, isTcp, "TCP_MAXSEG", ip.IPPROTO_TCP, tcp.TCP_MAXSEG, maxSegmentBytes);
  only(target, isTcp, "TCP_USER_TIMEOUT", ip.IPPROTO_TCP, tcp.TCP_USER_TIMEOUT, userTimeoutMs);
  if (keepAlive !== undefined) setKeepAlive(target, isTcp, keepAlive);
  if (lingerSeconds !== undefined) setLinger(target, lingerSeconds);
  for (const raw of options.raw ?? []) setRaw(target, raw);
}

function setKeepAlive(target: OptionTarget, isTcp: boolean, keepAlive: KeepAliveOptions): void {
  const { idleSeconds, intervalSeconds = 1, count = 10 } = keepAlive;
  only(target, isTcp, "SO_KEEPALIVE", so.SOL_SOCKET, so.SO_KEEPALIVE, idleSeconds > 0 ? 1 : 0);
  if (!(idleSeconds > 0)) return;
  only(target, isTcp, "TCP_KEEPIDLE", ip.IPPROTO_TCP, tcp.TCP_KEEPIDLE, idleSeconds);
  only(target, isTcp, "TCP_KEEPINTVL", ip.IPPROTO_TCP, tcp.TCP_KEEPINTVL, intervalSeconds);
  only(target, isTcp, "TCP_KEEPCNT", ip.IPPROTO_TCP, tcp.TCP_KEEPCNT, count);
}

function setLinger(target: OptionTarget, seconds: number): void {
  // struct linger: on, seconds.
  const value = new Uint8Array(8);
  const view = new DataView(value.buffer);
  view.setInt32(0, 1, true);
  view.setInt32(4, seconds, true);
  check(target, "SO_LINGER", target.sys.setsockopt(target.fd, so.SOL_SOCKET, so.SO_LINGER, value, 8));
}

function bindToDevice(target: OptionTarget, device: string): void {
  const { sys, fd, site } = target;
  const name = Buffer.from(device);
  if (name.length >= DEVICE_NAME_BYTES || !(sys.interfaceIndex(device) > 0)) {
    const hint = `there is no interface "${device}", only ${Object.keys(networkInterfaces()).join(", ")}`;
    throw new SocketError("ERR_BAD_OPTION", { ...site, op: "setsockopt", hint });
  }
  check(target, `SO_BINDTODEVICE ${device}`, sys.setsockopt(fd, so.SOL_SOCKET, so.SO_BINDTODEVICE, name, name.length));
}

function setRaw(target: OptionTarget, { level, option, value }: RawSocketOption): void {
  const { sys, fd } = target;
  const bytes = typeof value === "number" ? undefined : value;
  const result =
    bytes === undefined
      ? setInt(sys, fd, level, option, value as number)
      : sys.setsockopt(fd, level, option, bytes, bytes.length);
  check(target, `level ${level} option ${option}`, result);
}

/** An IPv6 socket that also carries IPv4 has the options of both. */
function both(
  target: OptionTarget,
  isInet: boolean,
  name: string,
  four: number,
  six: number,
  value: number | undefined,
): void {
  if (value === undefined) return;
  if (!isInet) throw lacking(target, name);
  if (target.family === AF_INET6) int(target, name, ip.IPPROTO_IPV6, six, value);
  int(target, name, ip.IPPROTO_IP, four, value);
}

function only(
  target: OptionTarget,
  has: boolean,
  name: string,
  level: number,
  option: number,
  value: number | undefined,
): void {
  if (value === undefined) return;
  if (!has) throw lacking(target, name);
  int(target, name, level, option, value);
}

function int(target: OptionTarget, name: string, level: number, option: number, value: number | undefined): void {
  if (value !== undefined) check(target, `${name} ${value}`, setInt(target.sys, target.fd, level, option, value));
}

function check({ site }: OptionTarget, name: string, result: number): void {
  if (result < 0) throw sysError(result, { ...site, op: "setsockopt", hint: name });
}

function lacking({ site }: OptionTarget, name: string): SocketError {
  const hint = `a socket of network "${site.network}" has no ${name}`;
  return new SocketError("ERR_UNSUPPORTED", { ...site, op: "setsockopt", hint });
}
