import { type Address, isUnixAddress } from "../address.ts";
import { AF_INET, SOCK_STREAM } from "../constants/family.ts";
import { IPPROTO_TCP } from "../constants/ip.ts";
import { TCP_CONGESTION, TCP_INFO } from "../constants/transport.ts";
import { decodeTcpInfo } from "../introspection/tcp-info.ts";
import type { StreamEnds } from "../stream-base.ts";
import type { Sys } from "../sys/sys.ts";

/** TCP_CA_NAME_MAX (linux/tcp.h). */
const NAME_BYTES = 16;
const INFO_BYTES = 256;
/** Every kernel has it, and every user may choose it. */
const UNPACED = new TextEncoder().encode("reno");
/** A slower answer has gone through something that stands for a network (tc-netem(8)). */
const MOST_RTT_US = 1000;

/**
 * Takes a connection between two programs of this machine off BBR, for much data: there is no path whose capacity could be
 * probed, and pacing by what was measured keeps such a connection at a third of what it can carry. Whatever else the system
 * uses stays, as does what somebody has chosen for this connection. Returns whether anything was changed.
 */
export function endLocalPacing(sys: Sys, fd: number, ends: StreamEnds): boolean {
  if (ends.network !== "tcp" || !isWithinMachine(ends.local, ends.remote)) return false;
  const name = congestionControl(sys, fd);
  if (!name.startsWith("bbr") || name !== systemsChoice(sys)) return false;
  const info = new Uint8Array(INFO_BYTES);
  const length = sys.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info);
  if (length < 104 || decodeTcpInfo(info.subarray(0, length)).rttUs > MOST_RTT_US) return false;
  return sys.setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, UNPACED, UNPACED.length) === 0;
}

function isWithinMachine(local: Address, remote: Address): boolean {
  if (isUnixAddress(local) || isUnixAddress(remote)) return false;
  const host = remote.host.replace(/^::ffff:/, "");
  return remote.host === local.host || host === "::1" || host.startsWith("127.");
}

function congestionControl(sys: Sys, fd: number): string {
  const bytes = new Uint8Array(NAME_BYTES);
  const length = sys.getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, bytes);
  return new TextDecoder().decode(bytes.subarray(0, Math.max(0, length))).replace(/\0.*$/s, "");
}

/** What a new socket of this network namespace gets. */
function systemsChoice(sys: Sys): string {
  const fd = sys.socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return "";
  const name = congestionControl(sys, fd);
  sys.close(fd);
  return name;
}
