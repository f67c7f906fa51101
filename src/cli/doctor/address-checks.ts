import type { Finding } from "./finding.ts";
import type { MachineView } from "./machine-view.ts";

/** From where an address can be reached. */
export type Reach = "machine" | "containers" | "link" | "lan" | "carrier" | "internet";

/** One address of this machine. */
export interface OwnAddress {
  readonly interface: string;
  readonly address: string;
  readonly family: 4 | 6;
  readonly reach: Reach;
  /** Its interface has the default route. */
  readonly main: boolean;
}

/** The addresses of this machine, those that others use first. */
export function ownAddresses(machine: MachineView): OwnAddress[] {
  const main = defaultInterface(machine);
  const order: readonly Reach[] = ["lan", "internet", "carrier", "link", "containers", "machine"];
  return Object.entries(machine.interfaces())
    .flatMap(([name, list]) =>
      (list ?? []).map((item): OwnAddress => {
        const family = item.family === "IPv6" ? 6 : 4;
        const address = family === 6 && item.address.startsWith("fe80") ? `${item.address}%${name}` : item.address;
        return {
          interface: name,
          address,
          family,
          reach: reachOf(name, item.address, item.internal),
          main: name === main,
        };
      }),
    )
    .sort(
      (a, b) =>
        Number(b.main) - Number(a.main) ||
        // What a device or an old program understands stands first.
        Number(hasOnlyLink(a)) - Number(hasOnlyLink(b)) ||
        a.family - b.family ||
        order.indexOf(a.reach) - order.indexOf(b.reach),
    );
}

function hasOnlyLink({ reach }: { readonly reach: Reach }): boolean {
  return reach === "link" || reach === "machine";
}

/** From where this address can be reached, by the ranges of RFC 1918, 3927, 4193, 4291 and 6598. */
export function reachOf(interfaceName: string, address: string, internal: boolean): Reach {
  if (internal || address.startsWith("127.") || address === "::1") return "machine";
  if (/^(?:docker|br-|veth|virbr|lxc|lxd|podman|cni|vmnet|vboxnet)/.test(interfaceName)) return "containers";
  if (/^(?:169\.254\.|fe[89ab])/i.test(address)) return "link";
  if (/^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address)) return "carrier";
  if (/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd])/i.test(address)) return "lan";
  return "internet";
}

/** The interface of the default route: its destination and mask are zero; proc_net(5). */
function defaultInterface(machine: MachineView): string | null {
  for (const line of (machine.read("/proc/net/route") ?? "").split("\n").slice(1)) {
    const [name, destination, , , , , , mask] = line.split(/\s+/);
    if (destination === "00000000" && mask === "00000000") return name ?? null;
  }
  return null;
}

/** Which addresses the other side can be given. */
export function checkAddresses(machine: MachineView, port: number | null): Finding {
  const all = ownAddresses(machine);
  const others = all.filter(({ reach }) => reach !== "machine");
  return {
    check: "addresses",
    level: others.length > 0 ? "ok" : "problem",
    facts: { addresses: all },
    text: (m) => {
      const shown = all.map((item) => withPort(item, port));
      const width = Math.max(...shown.map(({ length }) => length));
      return {
        lines: all.map((item, index) => m.address({ ...item, shown: (shown[index] ?? "").padEnd(width) })),
        remedies: others.length > 0 ? [m.giveAddress(port)] : [m.onlyLoopback],
      };
    },
  };
}

function withPort({ address, family }: OwnAddress, port: number | null): string {
  if (port === null) return address;
  return family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Whether IPv6 works here. */
export function checkIpv6(machine: MachineView): Finding {
  const addresses = ownAddresses(machine).filter(({ family }) => family === 6);
  const disabled = machine.read("/proc/sys/net/ipv6/conf/all/disable_ipv6")?.trim() === "1";
  const hasLoopback = addresses.some(({ address }) => address === "::1");
  const hasGlobal = addresses.some(({ reach }) => reach === "internet" || reach === "lan");
  const only = machine.read("/proc/sys/net/ipv6/bindv6only")?.trim() === "1";
  const works = hasLoopback && !disabled;
  return {
    check: "ipv6",
    level: !works ? "note" : only ? "note" : "ok",
    facts: { loopback: hasLoopback, global: hasGlobal, disabled, bindv6only: only },
    text: (m) => ({
      lines: [works ? m.ipv6(hasGlobal) : m.noIpv6(disabled), ...(only ? [m.ipv6Only] : [])],
      ...(works ? {} : { remedies: [m.useIpv4] }),
    }),
  };
}
