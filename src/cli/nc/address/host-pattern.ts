import { ipVersion } from "../../../net/index.ts";

/** One host specification, tested against addresses. */
export interface HostPattern {
  /** Whether the address, `family` 4 or 6 and numeric, is meant. */
  matches(address: string, family: 4 | 6): boolean;
}

/** A host specification that asks for a name to be looked up: the name and the prefix length behind it, if any. */
export interface NamedHost {
  readonly name: string;
  readonly bits: number | null;
}

/**
 * Reads a host specification in nmap's syntax: an IPv4 address whose parts may be numbers, ranges (`1-5`, `-3`, `252-`, `-`),
 * `*` and lists of these (`1,3,7-9`), an IPv6 address, each with or without a prefix length (`/24`), or a name.
 * @returns null for what is none of these
 */
export function parseHostPattern(text: string): HostPattern | NamedHost | null {
  const slash = text.indexOf("/");
  const host = slash < 0 ? text : text.slice(0, slash);
  const bits = slash < 0 ? null : parseBits(text.slice(slash + 1));
  if (bits === undefined || host === "") return null;
  if (ipVersion(host) === 6) return bits !== null && bits > 128 ? null : addressPattern(host, 6, bits ?? 128);
  if (bits !== null && bits > 32 && !/[a-z]/i.test(host)) return null;
  if (/^[\d.,*-]+$/.test(host)) return octetPattern(host, bits ?? 32);
  return /^[a-z0-9._-]+$/i.test(host) && !host.startsWith("-") ? { name: host, bits } : null;
}

/** Whether the name has still to be looked up. */
export function isNamedHost(found: HostPattern | NamedHost): found is NamedHost {
  return "name" in found;
}

/** All addresses that agree with this one in their first `bits` bits; null when there are not so many. */
export function addressPattern(address: string, family: 4 | 6, bits: number): HostPattern | null {
  if (bits > (family === 6 ? 128 : 32)) return null;
  const wanted = bitsOf(address, family);
  return {
    matches: (other, otherFamily) => otherFamily === family && agree(wanted, bitsOf(other, family), bits),
  };
}

function parseBits(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}

/** An IPv4 pattern: the numbers that each part may be; those behind the prefix are free. */
function octetPattern(text: string, bits: number): HostPattern | null {
  const parts = splitParts(text);
  if (parts === null) return null;
  const octets = parts.map(parseOctet);
  if (octets.includes(null)) return null;
  return {
    matches: (address, family) => {
      if (family !== 4) return false;
      return address.split(".").every((octet, index) => {
        const free = Math.min(8, Math.max(0, (index + 1) * 8 - bits));
        return octets[index]?.some(([low, high]) => inside(Number(octet), low, high, free));
      });
    },
  };
}

/** Whether the octet is in the range, the lowest `free` bits left out. */
function inside(octet: number, low: number, high: number, free: number): boolean {
  const prefix = octet >> free;
  return prefix >= low >> free && prefix <= high >> free;
}

function splitParts(text: string): readonly string[] | null {
  const parts = text.split(".");
  return parts.length === 4 && !parts.includes("") ? parts : null;
}

/** `1,3-5,*` → the ranges that it names. */
function parseOctet(text: string): readonly (readonly [number, number])[] | null {
  const ranges: (readonly [number, number])[] = [];
  for (const item of text.split(",")) {
    const found = /^(?:(\*)|(\d{0,3})(-?)(\d{0,3}))$/.exec(item);
    if (found === null || item === "") return null;
    const [, star, low = "", dash, high = ""] = found;
    if (star === undefined && dash === "" && low === "") return null;
    const from = low === "" ? 0 : Number(low);
    const to = dash === "" && star === undefined ? from : high === "" ? 255 : Number(high);
    if (from > 255 || to > 255 || from > to) return null;
    ranges.push([from, to]);
  }
  return ranges;
}

function agree(a: readonly number[], b: readonly number[], bits: number): boolean {
  for (let index = 0, left = bits; left > 0; index += 1, left -= 8) {
    const free = Math.max(0, 8 - left);
    if ((a[index] ?? 0) >> free !== (b[index] ?? 0) >> free) return false;
  }
  return true;
}

/** The bytes of an address, in network order. */
function bitsOf(address: string, family: 4 | 6): readonly number[] {
  if (family === 4) return address.split(".").map(Number);
  const [plain = ""] = address.split("%");
  const [head = "", tail] = mapped(plain).split("::");
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(16 - first.length - last.length).fill(0);
  return [...first, ...zeros, ...last];
}

function groups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** `::ffff:1.2.3.4` → `::ffff:102:304`. */
function mapped(address: string): string {
  const at = address.lastIndexOf(":");
  const last = address.slice(at + 1);
  if (!last.includes(".")) return address;
  const [a = 0, b = 0, c = 0, d = 0] = last.split(".").map(Number);
  return `${address.slice(0, at + 1)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
