import { parseIpv4, parseIpv6 } from "./sys/inet-text.ts";

/**
 * 4 or 6 for the text of an IP address (IPv6 also with a zone, `fe80::1%eth0`), 0 for anything else. The same answers as
 * `isIP` of `node:net`, whose first call costs Node 20 three milliseconds for compiling a regular expression.
 */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (!text.includes(":")) return parseIpv4(text) === undefined ? 0 : 4;
  const zone = /%[0-9A-Za-z.:-]+$/.exec(text);
  return parseIpv6(zone === null ? text : text.slice(0, zone.index)) === undefined ? 0 : 6;
}

/** Whether this is dotted-quad text. */
export function isIpv4(text: string): boolean {
  return ipVersion(text) === 4;
}

/** Whether this is the text of an IPv6 address, with or without a zone. */
export function isIpv6(text: string): boolean {
  return ipVersion(text) === 6;
}
