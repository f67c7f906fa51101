import { readFileSync, readlinkSync } from "node:fs";

/**
 * Datagrams that the kernel dropped on a UDP socket because its receive buffer was full: the last column of
 * `/proc/net/udp` and `/proc/net/udp6` (proc(5)). Null where the platform does not tell.
 */
export function readUdpDrops(inode: string, ipv6: boolean): number | null {
  let text: string;
  try {
    text = readFileSync(ipv6 ? "/proc/net/udp6" : "/proc/net/udp", "latin1");
  } catch {
    return null;
  }
  for (const line of text.split("\n")) {
    const fields = line.trim().split(/\s+/);
    if (fields[9] === inode) return Number(fields[12]);
  }
  return null;
}

/** The inode of an open socket of this process, which names it in `/proc/net`; undefined where there is no procfs. */
export function inodeOfSocket(fd: number): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1];
  } catch {
    return undefined;
  }
}
