import type { Messages } from "../messages/messages.ts";

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** `12 B`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** The line that ends a verbose session. */
export function totalsLine(
  { bytesIn, bytesOut }: { readonly bytesIn: number; readonly bytesOut: number },
  ms: number,
  { line }: Messages,
): string {
  return `${line.totals(formatBytes(bytesIn), formatBytes(bytesOut), (ms / 1000).toFixed(2))}\n`;
}
