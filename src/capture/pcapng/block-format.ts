/** Block types of pcapng (draft-ietf-opsawg-pcapng §4). */
export const SECTION_HEADER_BLOCK = 0x0a0d0d0a;
export const INTERFACE_BLOCK = 1;
export const SIMPLE_PACKET_BLOCK = 3;
export const INTERFACE_STATISTICS_BLOCK = 5;
export const ENHANCED_PACKET_BLOCK = 6;
export const JOURNAL_BLOCK = 9;
/** The obsolete Packet Block, still found in old files. */
export const OLD_PACKET_BLOCK = 2;

/** Written first in a section; tells its byte order. */
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

/** Option codes used by more than one block. */
export const OPTION_END = 0;
export const OPTION_COMMENT = 1;

/** Options of the blocks named. */
export const SECTION_OS = 3;
export const SECTION_APPLICATION = 4;
export const INTERFACE_NAME = 2;
export const INTERFACE_DESCRIPTION = 3;
export const INTERFACE_TIME_RESOLUTION = 9;
export const INTERFACE_TIME_OFFSET = 14;
export const PACKET_FLAGS = 2;
export const PACKET_QUEUE = 6;
export const STATISTICS_START = 2;
export const STATISTICS_END = 3;
export const STATISTICS_RECEIVED = 4;
export const STATISTICS_DROPPED = 5;

/** Link types (tcpdump.org/linktypes.html) that can be read. */
export const LINK_NULL = 0;
export const LINK_ETHERNET = 1;
export const LINK_RAW_OLD = 12;
export const LINK_RAW_BSD = 14;
export const LINK_RAW = 101;
export const LINK_LOOP = 108;
export const LINK_SLL = 113;
export const LINK_IPV4 = 228;
export const LINK_IPV6 = 229;
export const LINK_SLL2 = 276;

/** Bytes of an Enhanced Packet Block before the packet. */
export const PACKET_BLOCK_HEAD = 28;
/** Bytes after the padded packet of a packet written here without comments: flags, queue, end of options, length. */
export const PACKET_BLOCK_TAIL = 24;

/**
 * The longest piece of a stream that one packet carries: as much as an IPv4 packet holds (65,495), less what keeps the
 * pieces aligned to 4. A longer event is several packets, of which only the last has PSH.
 */
export const MAX_SEGMENT_BYTES = 65_492;
/** The longest datagram: over IPv4, and over IPv6. */
export const MAX_DATAGRAM_IPV4 = 65_507;
export const MAX_DATAGRAM_IPV6 = 65_527;

/** Rounded up to a multiple of 4. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}
