import { CharsetDecoder, type CharsetName, escapeText, formatHex } from "../../bytes/index.ts";
import type { CaptureRow } from "../../engine/index.ts";
import type { Span } from "./screen.ts";
import { LOOK, PLAIN, type Style } from "./style.ts";

/** What must not reach a terminal as it is; the same as `escapeText` has it. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

/** Text as runs without anything that could drive a terminal: what is unsafe stands as a mark. */
export function safeSpans(text: string, style: Style = PLAIN): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSAFE)) {
    if (match.index > from) spans.push({ text: text.slice(from, match.index), style });
    from = match.index + match[0].length;
    const isCr = match[0] === "\r" && text[from] === "\n";
    const mark = match[0] === "\n" ? "↵" : isCr ? "␍" : escapeText(match[0], { backslash: false });
    spans.push({ text: mark, style: match[0] === "\n" || isCr ? LOOK.dim : LOOK.mark });
  }
  if (from < text.length) spans.push({ text: text.slice(from), style });
  return spans;
}

/**
 * The text of a data row. A character that began in an earlier row stands in the row in which it ends, and none goes on
 * from one message into the next; brackets stand around messages where a row has several or a part of one.
 */
export function rowTextSpans(row: CaptureRow, charset: CharsetName): Span[] {
  const decoder = new CharsetDecoder(charset, { badBytes: "mark" });
  if (row.carry.length > 0) decoder.decode(row.carry);
  const { framing, bytes } = row;
  const bracketed = framing !== null && (framing.ended > 1 || framing.continues || framing.open);
  const ends = bracketed ? framing.ends.filter((end) => end <= bytes.length) : [];
  const spans: Span[] = [];
  let from = 0;
  let begins = bracketed && !framing.continues;
  for (const end of ends) {
    if (begins) spans.push(OPENING);
    spans.push(...safeSpans(decoder.end(bytes.subarray(from, end))), CLOSING);
    begins = true;
    from = end;
  }
  if (from < bytes.length) {
    if (begins && bracketed) spans.push(OPENING);
    spans.push(...safeSpans(decoder.decode(bytes.subarray(from))));
  }
  if (bytes.length < row.length) spans.push(MORE);
  // What a later row ends is shown there.
  else if (row.unfinished === 0) spans.push(...safeSpans(decoder.flush(), LOOK.mark));
  return spans;
}

/** The bytes of a data row: as many whole ones as there are columns for. */
export function rowHexSpans({ bytes, length }: CaptureRow, columns: number): Span[] {
  const fits = Math.floor((columns + 1) / 3);
  if (length <= fits && length === bytes.length) return [{ text: formatHex(bytes), style: LOOK.plain }];
  const shown = bytes.subarray(0, Math.max(0, Math.min(bytes.length, Math.floor((columns - 1) / 3))));
  return [
    { text: `${formatHex(shown)} `, style: LOOK.plain },
    { text: "…", style: LOOK.mark },
  ];
}

/** The runs with every place marked where a text stands, whatever its case. */
export function highlighted(spans: readonly Span[], search: string): Span[] {
  if (search === "") return [...spans];
  const wanted = search.toLowerCase();
  return spans.flatMap(({ text, style }) => {
    const parts: Span[] = [];
    const lower = text.toLowerCase();
    // Lower case may have another length; then places cannot be told.
    if (lower.length !== text.length) return [{ text, style }];
    let from = 0;
    for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
      if (at > from) parts.push({ text: text.slice(from, at), style });
      from = at + wanted.length;
      parts.push({ text: text.slice(at, from), style: LOOK.found });
    }
    if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from), style });
    return parts;
  });
}

const OPENING: Span = { text: "[", style: LOOK.mark };
const CLOSING: Span = { text: "]", style: LOOK.mark };
const MORE: Span = { text: "…", style: LOOK.mark };
