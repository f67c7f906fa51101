import type { SocketOptions } from "../../../net/index.ts";

const IPPROTO_IP = 0;
/** IP_OPTIONS of Linux (ip(7)). */
const IP_OPTIONS = 4;
const NOP = 1;
/** Loose source and record route (RFC 791, 3.1). */
const LSRR = 0x83;

/** The socket option that sends packets over these hops: IPv4 addresses, at most eight, and behind them the target. */
export function sourceRoute(hops: readonly string[], target: string, pointer: number): SocketOptions {
  const addresses = [...hops, target].flatMap((address) => address.split(".").map(Number));
  // A NOP first, so that the addresses lie at multiples of four.
  const value = Uint8Array.from([NOP, LSRR, addresses.length + 3, pointer, ...addresses]);
  return { raw: [{ level: IPPROTO_IP, option: IP_OPTIONS, value }] };
}
