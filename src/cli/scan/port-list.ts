import { UsageError } from "../cli-error.ts";
import type { ScanProtocol, ServiceNames } from "./service-names.ts";

const MAX_PORT = 65_535;

/** Whether this is surely a list of ports and no host: numbers, ranges and commas only. */
export function looksLikePorts(text: string): boolean {
  return text !== "" && /^[\d,-]+$/.test(text) && !text.includes("--");
}

/**
 * Ports of a list, each once, in ascending order: numbers, ranges (`1-1024`, `-100`, `60000-`), names of services, and
 * `-` alone for all; separated by commas.
 * @throws UsageError that quotes the item that cannot be read
 */
export function parsePorts(text: string, protocol: ScanProtocol, services: ServiceNames): number[] {
  const ports = new Set<number>();
  for (const item of text.split(",")) {
    const [from, to] = rangeOf(item.trim(), protocol, services);
    for (let port = from; port <= to; port++) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}

function rangeOf(item: string, protocol: ScanProtocol, services: ServiceNames): readonly [number, number] {
  const match = /^(\d*)-(\d*)$/.exec(item);
  if (match === null) {
    const port = /^\d+$/.test(item) ? Number(item) : services.portOf(item.toLowerCase(), protocol);
    if (port === undefined) throw new UsageError((m) => m.tools.notAPort(item));
    return checked(item, port, port);
  }
  return checked(item, match[1] === "" ? 1 : Number(match[1]), match[2] === "" ? MAX_PORT : Number(match[2]));
}

function checked(item: string, from: number, to: number): readonly [number, number] {
  if (from < 1 || to > MAX_PORT) throw new UsageError((m) => m.tools.portOutOfRange(item));
  if (from > to) throw new UsageError((m) => m.tools.portsBackwards(item));
  return [from, to];
}

/** Ports as a person writes them, runs joined: `22, 80-82`. */
export function formatPorts(ports: readonly number[]): string {
  const runs: string[] = [];
  for (let index = 0; index < ports.length; ) {
    let end = index;
    while (ports[end + 1] === (ports[end] ?? 0) + 1) end += 1;
    runs.push(end === index ? `${ports[index]}` : `${ports[index]}-${ports[end]}`);
    index = end + 1;
  }
  return runs.join(", ");
}
