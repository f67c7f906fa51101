import type { Messages } from "../messages/messages.ts";
import type { Activity } from "../pipe/activity.ts";

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

/** What a session counted. */
export type Totals = Pick<Activity, "bytesIn" | "bytesOut" | "readsIn" | "writesOut" | "peers" | "dropped">;

/** The line that ends a session. */
export function totalsLine(totals: Totals, ms: number, { flow }: Messages): string {
  const { bytesIn, bytesOut, readsIn, writesOut, peers, dropped } = totals;
  return `${flow.totals({
    received: formatBytes(bytesIn),
    receivedMessages: readsIn,
    sent: formatBytes(bytesOut),
    sentMessages: writesOut,
    peers,
    dropped,
    seconds: (ms / 1000).toFixed(2),
  })}\n`;
}
