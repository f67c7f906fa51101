import type { RawSocketOption, SocketOptions } from "../../../net/index.ts";
import type { OpenbsdOptions } from "./openbsd-options.ts";

// The numbers of Linux (ip(7), ipv6(7), socket(7)).
const IPPROTO_IP = 0;
const IP_MINTTL = 21;
const IPPROTO_IPV6 = 41;
const IPV6_MINHOPCOUNT = 73;
const SOL_SOCKET = 1;
const SO_DEBUG = 1;

/** The socket options that `-D -I -M -m -O -T` ask for, on a socket of this family; undefined where none does. */
export function socketWishes(options: OpenbsdOptions, family: 4 | 6): SocketOptions | undefined {
  const { ttl, minTtl, tos, receiveBuffer, sendBuffer, debug } = options;
  const raw: RawSocketOption[] = [];
  if (debug) raw.push({ level: SOL_SOCKET, option: SO_DEBUG, value: 1 });
  if (minTtl !== null && family === 4) raw.push({ level: IPPROTO_IP, option: IP_MINTTL, value: minTtl });
  if (minTtl !== null && family === 6) raw.push({ level: IPPROTO_IPV6, option: IPV6_MINHOPCOUNT, value: minTtl });
  const wishes: SocketOptions = {
    ...(ttl === null ? {} : { ttl }),
    ...(tos === null ? {} : { tos }),
    ...(receiveBuffer === null ? {} : { receiveBufferBytes: receiveBuffer }),
    ...(sendBuffer === null ? {} : { sendBufferBytes: sendBuffer }),
    ...(raw.length === 0 ? {} : { raw }),
  };
  return Object.keys(wishes).length === 0 ? undefined : wishes;
}
