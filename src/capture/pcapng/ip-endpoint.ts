/** Where a packet comes from or goes to: 4 or 16 bytes of address, and a port. */
export interface IpEndpoint {
  readonly address: Uint8Array;
  readonly port: number;
}

const ZERO = 0x30;
/** A full stop, counted from the digit 0. */
const DOT = 0x2e - ZERO;

/** Reads `127.0.0.1` as 4 bytes, or null. */
export function parseIpv4(text: string): Uint8Array | null {
  const bytes = new Uint8Array(4);
  let part = 0;
  let digits = 0;
  let value = 0;
  for (let at = 0; at <= text.length; at++) {
    const digit = at === text.length ? DOT : text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits += 1;
    } else {
      if (digit !== DOT || digits === 0 || digits > 3 || value > 255 || part > 3) return null;
      bytes[part++] = value;
      digits = 0;
      value = 0;
    }
  }
  return part === 4 ? bytes : null;
}

function groupsOf(text: string): number[] | null {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (part.includes(".")) {
      const tail = parseIpv4(part);
      if (tail === null || i !== parts.length - 1) return null;
      groups.push(((tail[0] ?? 0) << 8) | (tail[1] ?? 0), ((tail[2] ?? 0) << 8) | (tail[3] ?? 0));
    } else {
      if (!/^[\da-f]{1,4}$/i.test(part)) return null;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

/** Reads `fe80::1%eth0` (RFC 4291 §2.2; the zone is left out) as 16 bytes, or null. */
export function parseIpv6(text: string): Uint8Array | null {
  const address = text.replace(/%.*$/s, "");
  const halves = address.split("::");
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0] ?? "");
  const tail = groupsOf(halves[1] ?? "");
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (const [i, group] of head.entries()) view.setUint16(i * 2, group);
  for (const [i, group] of tail.entries()) view.setUint16((8 - tail.length + i) * 2, group);
  return bytes;
}

/** Reads a printed address, `127.0.0.1:80` or `[::1]:80`; null when it is none (a path, a name, nothing). */
export function parseEndpoint(printed: string): IpEndpoint | null {
  const found = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(printed);
  if (found === null) return null;
  const port = Number(found[3]);
  const address = found[1] === undefined ? parseIpv4(found[2] ?? "") : parseIpv6(found[1]);
  return address === null || port > 65_535 ? null : { address, port };
}

function ipv6Text(address: Uint8Array): string {
  const view = new DataView(address.buffer, address.byteOffset, 16);
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(i * 2));
  let best = { at: -1, length: 1 };
  for (let at = 0; at < 8; at++) {
    let length = 0;
    while (at + length < 8 && groups[at + length] === 0) length += 1;
    if (length > best.length) best = { at, length };
  }
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  return best.at < 0 ? hex(0, 8) : `${hex(0, best.at)}::${hex(best.at + best.length, 8)}`;
}

/** Prints an endpoint as {@link parseEndpoint} reads it; IPv6 as RFC 5952 has it. */
export function formatEndpoint(endpoint: IpEndpoint): string {
  const { address, port } = endpoint;
  return address.length === 4 ? `${address.join(".")}:${port}` : `[${ipv6Text(address)}]:${port}`;
}
