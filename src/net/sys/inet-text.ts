/** Four packed bytes of strict dotted-quad text (`inet_pton`: no leading zeros, no short forms), else undefined. */
export function parseIpv4(text: string): Uint8Array | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const bytes = new Uint8Array(4);
  for (let i = 0; i < 4; i++) {
    const part = match[i + 1] ?? "";
    const value = Number(part);
    if (value > 255 || (part.length > 1 && part.startsWith("0"))) return undefined;
    bytes[i] = value;
  }
  return bytes;
}

/** Four packed bytes of what `inet_aton` takes: one to four parts, decimal, octal (`0…`) or hexadecimal (`0x…`). */
export function parseIpv4Loose(text: string): Uint8Array | undefined {
  // inet_aton(3) stops at white space and ignores what follows.
  const parts = (/^[^\s]*/.exec(text)?.[0] ?? "").split(".");
  if (parts.length > 4) return undefined;
  const numbers: number[] = [];
  for (const part of parts) {
    if (/^0[xX][0-9a-fA-F]+$/.test(part)) numbers.push(Number.parseInt(part.slice(2), 16));
    else if (/^0[0-7]*$/.test(part)) numbers.push(Number.parseInt(part, 8));
    else if (/^[1-9]\d*$/.test(part)) numbers.push(Number(part));
    else return undefined;
  }
  const last = numbers.pop() ?? 0;
  if (numbers.some((value) => value > 255) || last >= 256 ** (4 - numbers.length)) return undefined;
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, last);
  for (const [i, value] of numbers.entries()) bytes[i] = value;
  return bytes;
}

/** Dotted-quad text of the four bytes at `at`. */
export function formatIpv4(bytes: Uint8Array, at = 0): string {
  return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
}

/** Sixteen packed bytes of IPv6 text (RFC 4291 §2.2, with an IPv4 tail), else undefined. */
export function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? "", true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const count = head.length + tail.length;
  if (halves.length === 1 ? count !== 8 : count > 7) return undefined;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (const [i, group] of head.entries()) view.setUint16(i * 2, group);
  for (const [i, group] of tail.entries()) view.setUint16((8 - tail.length + i) * 2, group);
  return bytes;
}

function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const ipv4 = last && i === parts.length - 1 ? parseIpv4(part) : undefined;
    if (ipv4 === undefined) return undefined;
    const view = new DataView(ipv4.buffer);
    groups.push(view.getUint16(0), view.getUint16(2));
  }
  return groups;
}

/** IPv6 text of the sixteen bytes at `at`, compressed as RFC 5952 and glibc do; mapped addresses end in dotted quads. */
export function formatIpv6(bytes: Uint8Array, at = 0): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 16);
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(i * 2));
  const run = longestZeroRun(groups);
  // glibc prints ::a.b.c.d (compatible) and ::ffff:a.b.c.d (mapped) with a dotted tail.
  const dotted = run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff));
  const texts = groups.slice(0, dotted ? 6 : 8).map((group) => group.toString(16));
  if (dotted) texts.push(formatIpv4(bytes, at + 12));
  if (run.length < 2) return texts.join(":");
  const head = texts.slice(0, run.start).join(":");
  const tail = texts.slice(run.start + run.length).join(":");
  return `${head}::${tail}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 };
  let start = -1;
  for (const [i, group] of [...groups, 1].entries()) {
    if (group === 0) {
      if (start === -1) start = i;
    } else {
      if (start !== -1 && i - start > best.length) best = { start, length: i - start };
      start = -1;
    }
  }
  return best;
}
