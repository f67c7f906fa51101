import type { Direction } from "../event.ts";
import {
  LINK_ETHERNET,
  LINK_IPV4,
  LINK_IPV6,
  LINK_LOOP,
  LINK_NULL,
  LINK_RAW,
  LINK_RAW_BSD,
  LINK_RAW_OLD,
  LINK_SLL,
  LINK_SLL2,
} from "../pcapng/block-format.ts";

/** Where the IP packet begins in a frame, and the direction if the frame tells it. */
export interface LinkPayload {
  readonly at: number;
  readonly direction: Direction | null;
}

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
/** 802.1Q, 802.1ad and the older Q-in-Q tags. */
const VLAN_TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100]);
/** AF_INET everywhere; AF_INET6 of Linux, the BSDs and macOS. */
const ADDRESS_FAMILIES: ReadonlySet<number> = new Set([2, 10, 24, 28, 30]);
const SLL_OUTGOING = 4;

function uint16(data: Uint8Array, at: number): number {
  return ((data[at] ?? 0) << 8) | (data[at + 1] ?? 0);
}

function behindEthertype(data: Uint8Array, at: number, direction: Direction | null): LinkPayload | null {
  let typeAt = at;
  while (VLAN_TAGS.has(uint16(data, typeAt)) && typeAt + 6 <= data.length) typeAt += 4;
  const type = uint16(data, typeAt);
  return type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6 ? { at: typeAt + 2, direction } : null;
}

/**
 * Finds the IP packet in a frame of a link type (tcpdump.org/linktypes.html): Ethernet with VLAN tags, raw IP, BSD and
 * OpenBSD loopback, Linux cooked v1 and v2. Null when it is none, or the link type is another.
 */
export function findIp(linkType: number, data: Uint8Array): LinkPayload | null {
  switch (linkType) {
    case LINK_ETHERNET:
      return behindEthertype(data, 12, null);
    case LINK_RAW:
    case LINK_RAW_OLD:
    case LINK_RAW_BSD:
    case LINK_IPV4:
    case LINK_IPV6:
      return { at: 0, direction: null };
    case LINK_NULL:
    case LINK_LOOP: {
      // In the byte order of the machine that captured (NULL) or big-endian (LOOP); the small number tells which.
      const family = (data[0] ?? 0) === 0 ? (data[3] ?? 0) : (data[0] ?? 0);
      return ADDRESS_FAMILIES.has(family) ? { at: 4, direction: null } : null;
    }
    case LINK_SLL: {
      const direction = uint16(data, 0) === SLL_OUTGOING ? "out" : "in";
      return behindEthertype(data, 14, direction);
    }
    case LINK_SLL2: {
      const type = uint16(data, 0);
      if (type !== ETHERTYPE_IPV4 && type !== ETHERTYPE_IPV6) return null;
      return { at: 20, direction: data[10] === SLL_OUTGOING ? "out" : "in" };
    }
    default:
      return null;
  }
}
