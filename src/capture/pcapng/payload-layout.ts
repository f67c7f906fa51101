import { PACKET_BLOCK_HEAD, MAX_SEGMENT_BYTES, PACKET_BLOCK_TAIL, padded } from "./block-format.ts";

/** A run of bytes in a file. */
export interface FileRange {
  readonly offset: number;
  readonly length: number;
}

// By the length of its headers a datagram is known; it is never cut.
const DATAGRAM_PAYLOADS: readonly number[] = [PACKET_BLOCK_HEAD + 20 + 8, PACKET_BLOCK_HEAD + 40 + 8];

function pieceBytes(payloadAt: number): number {
  return DATAGRAM_PAYLOADS.includes(payloadAt) ? Number.MAX_SAFE_INTEGER : MAX_SEGMENT_BYTES;
}

/**
 * Where a part of an event's payload is in the file: the event begins at `offset`, its payload `payloadAt` bytes behind
 * that, and pieces of {@link MAX_SEGMENT_BYTES} follow each other at a constant distance.
 */
export function payloadRanges(offset: number, payloadAt: number, from: number, to: number): FileRange[] {
  const stride = payloadAt + MAX_SEGMENT_BYTES + PACKET_BLOCK_TAIL;
  const longest = pieceBytes(payloadAt);
  const ranges: FileRange[] = [];
  let at = from;
  while (at < to) {
    const piece = Math.floor(at / longest);
    const inPiece = at - piece * longest;
    const length = Math.min(to - at, longest - inPiece);
    ranges.push({ offset: offset + piece * stride + payloadAt + inPiece, length });
    at += length;
  }
  return ranges;
}

/** Where an event's comments begin, if it has any: behind the padded payload, the flags and the queue of its last packet. */
export function commentsOffset(offset: number, payloadAt: number, length: number): number {
  const stride = payloadAt + MAX_SEGMENT_BYTES + PACKET_BLOCK_TAIL;
  const pieces = Math.max(0, Math.ceil(length / pieceBytes(payloadAt)) - 1);
  const last = length - pieces * MAX_SEGMENT_BYTES;
  return offset + pieces * stride + payloadAt + padded(last) + 16;
}
