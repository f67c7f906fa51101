import type { CaptureRow } from "../../../api/index.ts";
import { CharsetDecoder, type CharsetName } from "../../../bytes/index.ts";
import { type VisiblePiece, visiblePieces } from "./visible-text.ts";

/** A row shows at most this many bytes as text and this many as hex. */
export const ROW_TEXT_BYTES = 256;

const EDGE_BEGIN: VisiblePiece = { kind: "edge", text: "[" };
const EDGE_END: VisiblePiece = { kind: "edge", text: "]" };
const CUT: VisiblePiece = { kind: "cut", text: "…" };

/** Whether the brackets around messages say anything: more than one message, or a part of one. */
function hasEdges(row: CaptureRow): boolean {
  const { framing } = row;
  return framing !== null && (framing.ended > 1 || framing.continues || framing.open);
}

/** Offsets in the preview at which a message ends. */
function endsWithin(row: CaptureRow): readonly number[] {
  return row.framing === null || !hasEdges(row) ? [] : row.framing.ends.filter((end) => end <= row.bytes.length);
}

/**
 * The text of a data row. A character that began in an earlier row is shown in the row in which it ends, and none goes
 * on from one message into the next; brackets stand around messages where a row has several or a part of one.
 */
export function rowPieces(row: CaptureRow, charset: CharsetName): VisiblePiece[] {
  const decoder = new CharsetDecoder(charset);
  if (row.carry.length > 0) decoder.decode(row.carry);
  const pieces: VisiblePiece[] = [];
  const bracketed = hasEdges(row);
  let begun = bracketed && row.framing?.continues === false;
  if (begun && row.bytes.length > 0) pieces.push(EDGE_BEGIN);
  let from = 0;
  for (const end of endsWithin(row)) {
    if (!begun && from > 0) pieces.push(EDGE_BEGIN);
    pieces.push(...visiblePieces(decoder.end(row.bytes.subarray(from, end))), EDGE_END);
    begun = false;
    from = end;
  }
  if (from < row.bytes.length) {
    if (bracketed && from > 0) pieces.push(EDGE_BEGIN);
    pieces.push(...visiblePieces(decoder.decode(row.bytes.subarray(from))));
  }
  const isCut = row.bytes.length < row.length;
  if (isCut) pieces.push(CUT);
  // What the row holds back belongs to a later row; anything else that is unfinished is no text.
  else if (decoder.pendingBytes > 0 && row.unfinished === 0) pieces.push(...visiblePieces(decoder.flush()));
  return pieces;
}

/** The text of a data row as one line, for copying: marks instead of what has no safe look, no brackets. */
export function rowLine(row: CaptureRow, charset: CharsetName): string {
  return rowPieces(row, charset)
    .filter((piece) => piece.kind !== "edge")
    .map((piece) => piece.text)
    .join("");
}
