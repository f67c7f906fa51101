import type { Direction } from "../event.ts";
import type { BlockBuffer, BlockSink } from "./block-buffer.ts";
import {
  ENHANCED_PACKET_BLOCK,
  OPTION_COMMENT,
  PACKET_BLOCK_HEAD,
  PACKET_BLOCK_TAIL,
  PACKET_FLAGS,
  PACKET_QUEUE,
  padded,
} from "./block-format.ts";
import type { NanosecondStamp } from "./timestamp.ts";

/** What a packet block says beside the packet. */
export interface PacketFacts {
  readonly interfaceId: number;
  readonly stamp: NanosecondStamp;
  /** As `epb_flags` has it: 1 in, 2 out, 0 unknown. */
  readonly direction: Direction | null;
  /** Kept as `epb_queue`: the peer's socket is the queue that the packet came through. */
  readonly peer: number;
  readonly comments: readonly Uint8Array[];
}

/** A packet block that has been begun: where the packet goes, and how long the block is. */
export interface OpenPacketBlock {
  readonly buffer: BlockBuffer;
  /** Where the packet begins. */
  readonly packetAt: number;
  readonly total: number;
}

function commentsLength(comments: readonly Uint8Array[]): number {
  let sum = 0;
  for (const comment of comments) sum += 4 + padded(comment.length);
  return sum;
}

/**
 * Writes an Enhanced Packet Block around a packet of `length` bytes, whose place is left to the caller to fill in; the
 * padding is zeroed.
 */
export function writePacketBlock(sink: BlockSink, length: number, facts: PacketFacts): OpenPacketBlock {
  const space = padded(length);
  const total = PACKET_BLOCK_HEAD + space + PACKET_BLOCK_TAIL + commentsLength(facts.comments);
  const buffer = sink.room(total);
  const { view, bytes } = buffer;
  const start = buffer.length;
  view.setUint32(start, ENHANCED_PACKET_BLOCK, true);
  view.setUint32(start + 4, total, true);
  view.setUint32(start + 8, facts.interfaceId, true);
  view.setUint32(start + 12, facts.stamp.high, true);
  view.setUint32(start + 16, facts.stamp.low, true);
  view.setUint32(start + 20, length, true);
  view.setUint32(start + 24, length, true);
  const packetAt = start + PACKET_BLOCK_HEAD;
  if (space > length) view.setUint32(packetAt + space - 4, 0, true);
  let at = packetAt + space;
  view.setUint32(at, PACKET_FLAGS | (4 << 16), true);
  view.setUint32(at + 4, facts.direction === null ? 0 : facts.direction === "in" ? 1 : 2, true);
  view.setUint32(at + 8, PACKET_QUEUE | (4 << 16), true);
  view.setUint32(at + 12, facts.peer, true);
  at += 16;
  for (const comment of facts.comments) {
    const end = at + 4 + padded(comment.length);
    view.setUint32(end - 4, 0, true);
    view.setUint16(at, OPTION_COMMENT, true);
    view.setUint16(at + 2, comment.length, true);
    bytes.set(comment, at + 4);
    at = end;
  }
  view.setUint32(at, 0, true);
  view.setUint32(at + 4, total, true);
  buffer.length = start + total;
  return { buffer, packetAt, total };
}
