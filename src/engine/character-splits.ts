import { type CharsetName, concatBytes, splitPoint, unfinishedLength } from "../bytes/index.ts";
import type { FileRange } from "../capture/index.ts";
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

interface Plan {
  readonly charset: CharsetName;
  readonly before: FileRange[];
  /** The row's last bytes, where its preview does not reach its end. */
  readonly tail: FileRange[];
}

function planOf(source: RowSource, row: number, content: RowContent, charset: CharsetName): Plan | null {
  const { index, peers } = source;
  const wanted = contextBytes(charset);
  const length = index.length(row);
  if (wanted === 0 || length === 0 || peers.get(index.peer(row))?.network === "udp") return null;
  return {
    charset,
    before: rangesBefore(source, row, wanted),
    tail: content.bytes.length === length ? [] : rangesOfPayload(index, row, Math.max(0, length - wanted), length),
  };
}

/** Finds the split characters of rows whose contents have been read. Datagrams have none. */
export async function readSplits(
  source: RowSource,
  rows: readonly number[],
  contents: readonly RowContent[],
  charsetOf: (row: number) => CharsetName,
): Promise<RowSplit[]> {
  const { index } = source;
  const plans = rows.map((row, i) =>
    index.kind(row) === "data" ? planOf(source, row, contents[i] as RowContent, charsetOf(row)) : null,
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
    const offset = index.flowOffset(row);
    const { bytes } = contents[i] as RowContent;
    const { carry, unfinished } = splitPoint(bytes, plan.charset, before, { offset });
    return {
      carry: carry === 0 ? NO_BYTES : before.slice(before.length - carry),
      unfinished:
        tail.length === 0
          ? unfinished
          : unfinishedLength(tail, plan.charset, { endOffset: offset + index.length(row) }),
    };
  });
}
