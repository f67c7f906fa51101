import { LocalProtocolError } from "../../errors/index.ts";
import { AF_INET, AF_INET6 } from "../constants/family.ts";
import { formatIpv4, formatIpv6, parseIpv4, parseIpv4Loose, parseIpv6 } from "../sys/inet-text.ts";

function checkUnsigned(value: number, bits: 16 | 32, name: string): void {
  if (!Number.isInteger(value)) throw new TypeError(`${name}() wants an integer, got ${String(value)}`);
  if (value < 0 || value >= 2 ** bits) throw new RangeError(`${name}() wants 0-${2 ** bits - 1}, got ${value}`);
}

function swap16(value: number): number {
  return ((value & 0xff) << 8) | (value >>> 8);
}

function swap32(value: number): number {
  return ((swap16(value & 0xffff) << 16) | swap16(value >>> 16)) >>> 0;
}

/** 16 bits from host to network order. @throws RangeError outside 0–65535 */
export function htons(value: number): number {
  checkUnsigned(value, 16, "htons");
  return swap16(value);
}

/** 16 bits from network to host order. @throws RangeError outside 0–65535 */
export function ntohs(value: number): number {
  checkUnsigned(value, 16, "ntohs");
  return swap16(value);
}

/** 32 bits from host to network order. @throws RangeError outside 0–4294967295 */
export function htonl(value: number): number {
  checkUnsigned(value, 32, "htonl");
  return swap32(value);
}

/** 32 bits from network to host order. @throws RangeError outside 0–4294967295 */
export function ntohl(value: number): number {
  checkUnsigned(value, 32, "ntohl");
  return swap32(value);
}

/** Packs a numeric address, strictly. @throws LocalProtocolError `ERR_BAD_ADDRESS`; inet_pton(3) */
export function inet_pton(family: number, text: string): Uint8Array {
  if (family !== AF_INET && family !== AF_INET6) throw unknownFamily(family);
  const packed = family === AF_INET ? parseIpv4(text) : parseIpv6(text);
  if (packed === undefined) throw illegal("inet_pton", text);
  return packed;
}

/** The text of a packed address. @throws RangeError when the length does not fit the family; inet_ntop(3) */
export function inet_ntop(family: number, packed: Uint8Array): string {
  if (family !== AF_INET && family !== AF_INET6) throw unknownFamily(family);
  const size = family === AF_INET ? 4 : 16;
  if (packed.length !== size) throw new RangeError(`packed address must have ${size} bytes, got ${packed.length}`);
  return family === AF_INET ? formatIpv4(packed) : formatIpv6(packed);
}

/** Packs an IPv4 address in any form of inet_aton(3): `127.1`, `0x7f000001`. @throws LocalProtocolError `ERR_BAD_ADDRESS` */
export function inet_aton(text: string): Uint8Array {
  const packed = parseIpv4Loose(text);
  if (packed === undefined) throw illegal("inet_aton", text);
  return packed;
}

/** The dotted-quad text of four bytes. @throws RangeError on any other length */
export function inet_ntoa(packed: Uint8Array): string {
  return inet_ntop(AF_INET, packed);
}

function unknownFamily(family: number): RangeError {
  return new RangeError(`family must be AF_INET or AF_INET6, got ${String(family)}`);
}

function illegal(call: string, text: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_ADDRESS", `${call}: illegal IP address "${text}"`, {
    input: text,
    position: 0,
  });
}
