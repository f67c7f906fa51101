import { ipVersion, resolveHost } from "../../net/index.ts";
import { UsageError } from "../cli-error.ts";

/** One address that is scanned. */
export interface ScanHost {
  /** As it was written, or the address itself where it came from a range. */
  readonly name: string;
  readonly address: string;
  readonly family: 4 | 6;
  /** Further addresses of the name, which are not scanned. */
  readonly others: readonly string[];
}

/** Options of {@link resolveHosts}. */
export interface HostListOptions {
  readonly family: 4 | 6 | undefined;
  /** More hosts than this are refused before anything is sent. */
  readonly maxHosts: number;
}

/**
 * The addresses of a list: names, IPv4 and IPv6 addresses, blocks (`10.0.0.0/24`, `fe80::/126`) and IPv4 ranges in any
 * part (`10.0.0.1-20`); separated by commas. Of a name the first address of the family is taken. In an IPv4 block of
 * /30 or larger, the network's own and the broadcast address are left out.
 * @throws UsageError for what cannot be read and for more than `maxHosts`
 * @throws SocketError `ERR_HOST_UNKNOWN`
 */
export async function resolveHosts(text: string, options: HostListOptions): Promise<ScanHost[]> {
  const found = new Map<string, ScanHost>();
  for (const raw of text.split(",")) {
    const item = raw.trim().replace(/^\[(.*)\]$/, "$1");
    if (item === "") throw new UsageError((m) => m.tools.emptyHost);
    const addresses = expand(item, options.maxHosts - found.size);
    if (addresses === null) {
      const host = await named(item, options.family);
      if (!found.has(host.address)) found.set(host.address, host);
    } else {
      for (const address of addresses) {
        const family = ipVersion(address) === 6 ? 6 : 4;
        if (options.family !== undefined && options.family !== family) {
          throw new UsageError((m) => m.tools.otherFamily(item, family));
        }
        found.set(address, { name: address, address, family, others: [] });
      }
    }
    if (found.size > options.maxHosts) throw tooMany(item, options.maxHosts);
  }
  return [...found.values()];
}

/** What an item of the list stands for; null when it is a name. */
function expand(item: string, room: number): string[] | null {
  if (ipVersion(item) !== 0) return [item];
  const block = /^(.+)\/(\d{1,3})$/.exec(item);
  if (block !== null) return expandBlock(item, block[1] ?? "", Number(block[2]), room);
  if (/^[\d.-]+$/.test(item) && item.includes("-")) return expandRange(item, room);
  return null;
}

function expandBlock(item: string, address: string, prefix: number, room: number): string[] {
  const family = ipVersion(address);
  const bits = family === 4 ? 32 : 128;
  if (family === 0 || prefix > bits || address.includes("%")) throw new UsageError((m) => m.tools.notABlock(item));
  const size = 1n << BigInt(bits - prefix);
  const start = toNumber(address) & ~(size - 1n);
  const trim = family === 4 && prefix <= 30 ? 1n : 0n;
  if (size - 2n * trim > BigInt(room)) throw tooMany(item, room);
  const addresses: string[] = [];
  for (let at = start + trim; at < start + size - trim; at++) addresses.push(toAddress(at, family));
  return addresses;
}

function expandRange(item: string, room: number): string[] {
  const parts = item.split(".").map((part): readonly [number, number] => {
    const match = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(part);
    const from = Number(match?.[1] ?? -1);
    const to = Number(match?.[2] ?? from);
    if (from < 0 || to > 255 || from > to) throw new UsageError((m) => m.tools.notABlock(item));
    return [from, to];
  });
  if (parts.length !== 4) throw new UsageError((m) => m.tools.notABlock(item));
  if (parts.reduce((size, [from, to]) => size * (to - from + 1), 1) > room) throw tooMany(item, room);
  return parts.reduce<string[]>(
    (begun, [from, to]) =>
      begun.flatMap((start) =>
        Array.from({ length: to - from + 1 }, (_, index) => `${start === "" ? "" : `${start}.`}${from + index}`),
      ),
    [""],
  );
}

async function named(name: string, family: 4 | 6 | undefined): Promise<ScanHost> {
  const [first, ...others] = await resolveHost(name, "tcp", family);
  return { name, address: first.host, family: first.family, others: others.map(({ host }) => host) };
}

function tooMany(item: string, most: number): UsageError {
  return new UsageError((m) => m.tools.tooManyHosts(item, most));
}

function toNumber(address: string): bigint {
  if (!address.includes(":")) return address.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const text =
    dotted === null
      ? address
      : `${dotted[1]}${(toNumber(dotted[2] ?? "") >> 16n).toString(16)}:${(toNumber(dotted[2] ?? "") & 0xffffn).toString(16)}`;
  const [head = "", tail] = text.split("::");
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const left = groups(head);
  const right = groups(tail ?? "");
  const middle = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => "0");
  return [...left, ...middle, ...right].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function toAddress(value: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16));
  // The URL parser writes it as RFC 5952 says.
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
