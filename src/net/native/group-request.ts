import {
  IPPROTO_IP,
  IPPROTO_IPV6,
  MCAST_JOIN_GROUP,
  MCAST_JOIN_SOURCE_GROUP,
  MCAST_LEAVE_GROUP,
  MCAST_LEAVE_SOURCE_GROUP,
} from "../constants/ip.ts";
import { AF_INET } from "../constants/family.ts";
import type { Sys } from "../sys/sys.ts";
import { encodeInetName, familyOf } from "./native-name.ts";

// struct group_req and group_source_req (RFC 3678, 5.1) on 64-bit Linux: u32 interface, padding, sockaddr_storage(s).
const GROUP_AT = 8;
const SOURCE_AT = 136;
const GROUP_BYTES = 136;
const SOURCE_BYTES = 264;

/** Joins or leaves a group of either family. Returns 0 or a negated error number. */
export function setMembership(
  sys: Sys,
  fd: number,
  joining: boolean,
  group: string,
  interfaceIndex: number,
  source: string | undefined,
): number {
  const family = familyOf(group);
  const request = new Uint8Array(source === undefined ? GROUP_BYTES : SOURCE_BYTES);
  new DataView(request.buffer).setUint32(0, interfaceIndex, true);
  request.set(encodeInetName(sys, family, { host: group, port: 0 }) ?? [], GROUP_AT);
  if (source !== undefined) request.set(encodeInetName(sys, family, { host: source, port: 0 }) ?? [], SOURCE_AT);
  const plain = joining ? MCAST_JOIN_GROUP : MCAST_LEAVE_GROUP;
  const bySource = joining ? MCAST_JOIN_SOURCE_GROUP : MCAST_LEAVE_SOURCE_GROUP;
  const level = family === AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
  return sys.setsockopt(fd, level, source === undefined ? plain : bySource, request, request.length);
}
