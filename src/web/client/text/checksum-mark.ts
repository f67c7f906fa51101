import type { CaptureRow } from "../../../api/index.ts";
import { type ChecksumSpec, type ChecksumVerdict, formatHex, verifyChecksum } from "../../../bytes/index.ts";
import type { Translate } from "../i18n/translate.ts";
import type { RowMark } from "./row-marks.ts";

/** The messages that lie whole in what the row has of its bytes, and whether those are all that it has. */
function wholeMessages({ framing, bytes, length }: CaptureRow): {
  readonly found: Uint8Array[];
  readonly all: boolean;
} {
  const isCut = bytes.length < length;
  if (framing === null) return { found: isCut || length === 0 ? [] : [bytes], all: !isCut };
  const ends = framing.ends.filter((end) => end <= bytes.length);
  const starts = [0, ...ends];
  const found = ends.map((end, at) => bytes.subarray(starts[at], end)).slice(framing.continues ? 1 : 0);
  return { found, all: ends.length === framing.ended && !framing.continues && !framing.open };
}

/**
 * What is to be said of the checksums at the end of a received row's messages: ✗ with the right value as soon as one is
 * wrong, ✓ when all are right, nothing of messages that are not whole in this row, of which it cannot be told here.
 */
export function checksumMark(row: CaptureRow, check: ChecksumSpec, t: Translate): RowMark | null {
  if (row.direction !== "in" || (row.framing?.error ?? null) !== null) return null;
  const { found, all } = wholeMessages(row);
  if (found.length === 0) return null;
  let wrong: ChecksumVerdict | "short" | null = null;
  for (const message of found) {
    const verdict = verifyChecksum(message, check);
    if (verdict?.ok === true) continue;
    wrong = verdict ?? "short";
    break;
  }
  if (wrong === null) {
    return all ? { kind: "good", text: "✓", title: t("mark.checksumRight"), short: "✓", row: null } : null;
  }
  const expected = wrong === "short" ? null : formatHex(wrong.expected, { upperCase: true });
  const text = expected === null ? t("mark.checksumShort") : t("mark.checksumWrong", { hex: expected });
  return { kind: "bad", text: `✗ ${text}`, short: expected === null ? "✗" : `✗ → ${expected}`, row: null };
}
