import type { FileRange } from "../capture/index.ts";
import type { ReadableBytes } from "./append-file.ts";

/** Ranges this near to each other are read together: one call costs more than the bytes between. */
const MAX_GAP_BYTES = 8 * 1024;
const MAX_READ_BYTES = 4 * 1024 * 1024;
const READS_AT_ONCE = 8;
const NO_BYTES = new Uint8Array(0);

interface Run {
  readonly offset: number;
  end: number;
  readonly parts: number[];
}

function runsOf(ranges: readonly FileRange[]): Run[] {
  const order = ranges.map((_, i) => i);
  const sorted = ranges.every((range, i) => i === 0 || (ranges[i - 1] as FileRange).offset <= range.offset);
  if (!sorted) order.sort((a, b) => (ranges[a] as FileRange).offset - (ranges[b] as FileRange).offset);
  const runs: Run[] = [];
  for (const i of order) {
    const { offset, length } = ranges[i] as FileRange;
    const last = runs.at(-1);
    const end = offset + Math.max(0, length);
    const near = last !== undefined && offset - last.end <= MAX_GAP_BYTES;
    if (near && Math.max(end, last.end) - last.offset <= MAX_READ_BYTES) {
      last.end = Math.max(last.end, end);
      last.parts.push(i);
    } else {
      runs.push({ offset, end, parts: [i] });
    }
  }
  return runs;
}

/** Reads many ranges with few calls; each is shorter when the file ends before it. The results may share memory. */
export async function readRanges(file: ReadableBytes, ranges: readonly FileRange[]): Promise<Uint8Array[]> {
  const results: Uint8Array[] = ranges.map(() => NO_BYTES);
  const runs = runsOf(ranges);
  for (let at = 0; at < runs.length; at += READS_AT_ONCE) {
    await Promise.all(
      runs.slice(at, at + READS_AT_ONCE).map(async (run) => {
        const bytes = await file.read(run.offset, run.end - run.offset);
        for (const i of run.parts) {
          const { offset, length } = ranges[i] as FileRange;
          results[i] = bytes.subarray(offset - run.offset, offset - run.offset + Math.max(0, length));
        }
      }),
    );
  }
  return results;
}
