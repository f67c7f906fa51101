import { type CharsetName, concatBytes, splitPoint, unfinishedLength } from "../bytes/index.ts";
import type { FileRange } from "../capture/index.ts";
import type { RowFraming } from "./capture-view.ts";
import { readRanges } from "./coalesced-read.ts";
import { type RowContent, type RowSource, rangesOfPayload } from "./row-reader.ts";

/** How the first and last characters of a row are split over its ends. */
export interface RowSplit {
  /** Bytes of earlier rows that begin the row's first character. */
  readonly carry: Uint8Array;
  /** How many of the row's last bytes are an unfinished character. */
  readonly unfinished: number;
}

const NO_BYTES = new Uint8Array(0);
const WHOLE: RowSplit = { carry: NO_BYTES, unfinished: 0 };
/** Earlier rows that are looked at for the bytes before a row. */
const MAX_CONTEXT_ROWS = 64;

/** How many bytes before a row tell where a character begins; 0 where every byte is one. */
function contextBytes(charset: CharsetName): number {
  if (charset === "utf-8" || charset === "utf-16le" || charset === "utf-16be") return 4;
  return /^(?:gb|big5|shift|euc)/.test(charset) ? 256 : 0;
}

/** The ranges of the last `wanted` bytes of the flow before a row, in order. */
function rangesBefore({ index }: RowSource, row: number, wanted: number): FileRange[] {
  const ranges: FileRange[] = [];
  let missing = wanted;
  let earlier = index.previous(row);
  for (let i = 0; i < MAX_CONTEXT_ROWS && missing > 0 && earlier !== null; i++) {
    const length = index.length(earlier);
    const from = Math.max(0, length - missing);
    ranges.unshift(...rangesOfPayload(index, earlier, from, length));
    missing -= length - from;
    earlier = index.previous(earlier);
  }
  return ranges;
}

/** How the rows whose splits are looked for are read. */
export interface SplitReading {
  readonly charsetOf: (row: number) => CharsetName;
  /** Null where nothing is framed; a character then goes on over the ends of reads. */
  readonly framingOf: (row: number) => RowFraming | null;
}

/** The offset in the row at which its last message begins; null where the row has too many messages to tell. */
function lastBegin({ ended, ends }: RowFraming): number | null {
  return ended > ends.length ? null : (ends.at(-1) ?? 0);
}

/** Bytes before the row that belong to its first message, or to the flow; null where they cannot be told. */
function bytesBefore({ index }: RowSource, row: number, framingOf: SplitReading["framingOf"]): number | null {
  const framing = framingOf(row);
  if (framing === null) return index.flowOffset(row);
  if (!framing.continues) return 0;
  const begun = framing.from === null ? null : framingOf(framing.from);
  const begin = begun === null ? null : lastBegin(begun);
  return framing.from === null || begin === null
    ? null
    : index.flowOffset(row) - index.flowOffset(framing.from) - begin;
}

interface Plan {
  readonly charset: CharsetName;
  /** Bytes of the first character's message, or of the flow, before the row. */
  readonly offset: number;
  readonly before: FileRange[];
  /** Where in the row the last character's message begins; 0 where it is the one that the row begins with. */
  readonly begin: number;
  /** No message goes on after the row. */
  readonly ends: boolean;
  /** The row's last bytes, where its preview does not reach its end. */
  readonly tail: FileRange[];
}

function planOf(source: RowSource, row: number, content: RowContent, reading: SplitReading): Plan | null {
  const { index, peers } = source;
  const charset = reading.charsetOf(row);
  const wanted = contextBytes(charset);
  const length = index.length(row);
  if (wanted === 0 || length === 0 || peers.get(index.peer(row))?.network === "udp") return null;
  const framing = reading.framingOf(row);
  const offset = bytesBefore(source, row, reading.framingOf);
  const begin = (framing === null ? null : lastBegin(framing)) ?? 0;
  const isWhole = content.bytes.length === length;
  return {
    charset,
    offset: offset ?? index.flowOffset(row),
    before: rangesBefore(source, row, Math.min(wanted, offset ?? wanted)),
    begin,
    ends: framing !== null && !framing.open,
    tail: isWhole ? [] : rangesOfPayload(index, row, Math.max(begin, length - wanted), length),
  };
}

/** Finds the split characters of rows whose contents have been read. Datagrams have none, and no message has another's. */
export async function readSplits(
  source: RowSource,
  rows: readonly number[],
  contents: readonly RowContent[],
  reading: SplitReading,
): Promise<RowSplit[]> {
  const { index } = source;
  const plans = rows.map((row, i) =>
    index.kind(row) === "data" ? planOf(source, row, contents[i] as RowContent, reading) : null,
  );
  const parts = await readRanges(
    source.file,
    plans.flatMap((plan) => (plan === null ? [] : [...plan.before, ...plan.tail])),
  );
  let next = 0;
  const take = (count: number): Uint8Array => {
    next += count;
    return concatBytes(parts.slice(next - count, next));
  };
  return rows.map((row, i) => {
    const plan = plans[i];
    if (plan === null || plan === undefined) return WHOLE;
    const before = take(plan.before.length);
    const tail = take(plan.tail.length);
    return splitOf(plan, (contents[i] as RowContent).bytes, { before, tail, length: index.length(row) });
  });
}

function splitOf(
  plan: Plan,
  bytes: Uint8Array,
  { before, tail, length }: { readonly before: Uint8Array; readonly tail: Uint8Array; readonly length: number },
): RowSplit {
  const { charset, offset, begin } = plan;
  const split = splitPoint(tail.length === length ? tail : bytes, charset, before, { offset });
  const carry = split.carry === 0 ? NO_BYTES : before.slice(before.length - split.carry);
  if (plan.ends) return { carry, unfinished: 0 };
  if (begin === 0 && (tail.length === 0 || tail.length === length)) return { carry, unfinished: split.unfinished };
  // A later message of the row counts from its own beginning.
  const endOffset = begin === 0 ? offset + length : length - begin;
  const last = tail.length > 0 ? tail : bytes.subarray(begin);
  const startsAtCharacter = begin > 0 && last.length === endOffset;
  return { carry, unfinished: unfinishedLength(last, charset, { startsAtCharacter, endOffset }) };
}
