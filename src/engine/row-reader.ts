import {
  commentsOffset,
  type EventDetail,
  type FileRange,
  type PeerRecord,
  payloadRanges,
  type RowIndex,
  recordOfBlocks,
  recordOfOptions,
} from "../capture/index.ts";
import type { ReadableBytes } from "./append-file.ts";
import { readRanges } from "./coalesced-read.ts";

/** A row's number with its payload's first bytes and its detail. */
export interface RowContent {
  readonly bytes: Uint8Array;
  readonly detail: EventDetail | null;
}

/** What rows are read from. */
export interface RowSource {
  readonly file: ReadableBytes;
  readonly index: RowIndex;
  readonly peers: ReadonlyMap<number, PeerRecord>;
  /** Details of rows that are not in the file. */
  readonly extraDetails?: ReadonlyMap<number, EventDetail>;
}

/** The longest record read for one row. */
const MAX_RECORD_BYTES = 8 * 1024 * 1024;

function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Where a row's record ends at the latest: where the next row begins. */
function endOf({ index, file }: RowSource, row: number): number {
  return row + 1 < index.rows ? index.offset(row + 1) : file.size;
}

function detailRange(source: RowSource, row: number): FileRange {
  const { index } = source;
  const payloadAt = index.payloadAt(row);
  const offset = payloadAt === 0 ? index.offset(row) : commentsOffset(index.offset(row), payloadAt, index.length(row));
  return { offset, length: Math.min(MAX_RECORD_BYTES, endOf(source, row) - offset) };
}

/** The ranges of a part of a row's payload; none when it is no data. */
export function rangesOfPayload(index: RowIndex, row: number, from: number, to: number): FileRange[] {
  const payloadAt = index.payloadAt(row);
  return payloadAt === 0 ? [] : payloadRanges(index.offset(row), payloadAt, from, Math.min(to, index.length(row)));
}

/** Reads a part of one row's payload. */
export async function readPayload(source: RowSource, row: number, from: number, to: number): Promise<Uint8Array> {
  const ranges = rangesOfPayload(source.index, row, from, to);
  return ranges.length === 0 ? new Uint8Array(0) : join(await readRanges(source.file, ranges));
}

/** Reads the contents of rows: at most `previewBytes` of payload each, and their details if asked for. */
export async function readContents(
  source: RowSource,
  rows: readonly number[],
  previewBytes: number,
  details = true,
): Promise<RowContent[]> {
  const { index } = source;
  const ranges: FileRange[] = [];
  const plans = rows.map((row) => {
    const payload = rangesOfPayload(index, row, 0, previewBytes);
    const first = ranges.length;
    ranges.push(...payload);
    const detailed = details && index.detailed(row);
    if (detailed) ranges.push(detailRange(source, row));
    return { first, pieces: payload.length, detailed, packet: index.payloadAt(row) !== 0 };
  });
  const parts = await readRanges(source.file, ranges);
  return plans.map(({ first, pieces, detailed, packet }, i) => {
    const extra = source.extraDetails?.get(rows[i] as number);
    if (extra !== undefined) return { bytes: new Uint8Array(0), detail: extra };
    const rest = parts[first + pieces];
    const record = !detailed || rest === undefined ? null : packet ? recordOfOptions(rest) : recordOfBlocks(rest);
    return {
      bytes: pieces === 0 ? new Uint8Array(0) : join(parts.slice(first, first + pieces)),
      detail: record?.detail ?? null,
    };
  });
}
