import { escapeText } from "../../bytes/index.ts";
import { clustersOf, textWidth } from "../output/text-width.ts";

/** A text that is being edited; the cursor stands between characters, counted in UTF-16 units. */
export interface TextField {
  readonly text: string;
  readonly cursor: number;
}

/** A field longer than this takes no more. */
export const MAX_FIELD: number = 64 * 1024;

/** Nothing typed. */
export const EMPTY_FIELD: TextField = { text: "", cursor: 0 };

/** A field with this text and the cursor at its end. */
export function fieldOf(text: string): TextField {
  return { text, cursor: text.length };
}

/** What a key does to a field. */
export type EditKey =
  | "left"
  | "right"
  | "word-left"
  | "word-right"
  | "home"
  | "end"
  | "backspace"
  | "delete"
  | "kill-word"
  | "kill-to-start"
  | "kill-to-end";

/** The field after typing or pasting; null when it would be too long. */
export function insert(field: TextField, text: string): TextField | null {
  if (field.text.length + text.length > MAX_FIELD) return null;
  const { cursor } = field;
  return { text: field.text.slice(0, cursor) + text + field.text.slice(cursor), cursor: cursor + text.length };
}

/** The field after an editing key. */
export function edit(field: TextField, how: EditKey): TextField {
  const { text, cursor } = field;
  switch (how) {
    case "left":
      return { text, cursor: before(text, cursor) };
    case "right":
      return { text, cursor: after(text, cursor) };
    case "word-left":
      return { text, cursor: wordBefore(text, cursor) };
    case "word-right":
      return { text, cursor: wordAfter(text, cursor) };
    case "home":
      return { text, cursor: lineStart(text, cursor) };
    case "end":
      return { text, cursor: lineEnd(text, cursor) };
    case "backspace":
      return cut(text, before(text, cursor), cursor);
    case "delete":
      return cut(text, cursor, after(text, cursor));
    case "kill-word":
      return cut(text, wordBefore(text, cursor), cursor);
    case "kill-to-start":
      return cut(text, lineStart(text, cursor), cursor);
    default:
      return cut(text, cursor, lineEnd(text, cursor) === cursor ? after(text, cursor) : lineEnd(text, cursor));
  }
}

function cut(text: string, from: number, to: number): TextField {
  return { text: text.slice(0, from) + text.slice(to), cursor: from };
}

let graphemes: Intl.Segmenter | null = null;
/** Characters beside the cursor are looked for in a window only: a cluster is short, a pasted text is not. */
const WINDOW = 64;

function segments(text: string): Intl.SegmentData[] {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return Array.from(graphemes.segment(text));
}

function before(text: string, cursor: number): number {
  const from = Math.max(0, cursor - WINDOW);
  return from + (segments(text.slice(from, cursor)).at(-1)?.index ?? 0);
}

function after(text: string, cursor: number): number {
  return cursor + (segments(text.slice(cursor, cursor + WINDOW))[0]?.segment.length ?? 0);
}

function wordBefore(text: string, cursor: number): number {
  const match = /(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)\s*$|\s+$/u.exec(text.slice(0, cursor));
  return match === null ? 0 : match.index;
}

function wordAfter(text: string, cursor: number): number {
  const match = /^\s*(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+|$)/u.exec(text.slice(cursor));
  return cursor + (match?.[0].length ?? 0);
}

function lineStart(text: string, cursor: number): number {
  return text.lastIndexOf("\n", cursor - 1) + (cursor === 0 ? 0 : 1);
}

function lineEnd(text: string, cursor: number): number {
  const end = text.indexOf("\n", cursor);
  return end < 0 ? text.length : end;
}

/** A piece of a field as it is shown. */
export interface FieldPiece {
  readonly text: string;
  /** Where it begins in the field. */
  readonly at: number;
  /** It stands for a character that is not shown as it is: a control character, a line end. */
  readonly isMark: boolean;
}

/** A field broken into rows of the screen. */
export interface FieldRows {
  readonly rows: readonly (readonly FieldPiece[])[];
  /** Where the cursor is: row, and column in it. */
  readonly cursor: { readonly row: number; readonly column: number };
}

/** Breaks a field into rows of at most `columns`, at its line ends and where a row is full. */
export function fieldRows({ text, cursor }: TextField, columns: number): FieldRows {
  const width = Math.max(2, columns);
  const rows: FieldPiece[][] = [[]];
  let used = 0;
  let place = { row: 0, column: 0 };
  const visit = (piece: FieldPiece, length: number): void => {
    const columnsOf = textWidth(piece.text);
    if (used + columnsOf > width && used > 0) {
      rows.push([]);
      used = 0;
    }
    if (piece.at <= cursor && cursor < piece.at + length) place = { row: rows.length - 1, column: used };
    rows.at(-1)?.push(piece);
    used += columnsOf;
  };
  for (const { shown, length, at } of shownPieces(text)) {
    visit({ text: shown, at, isMark: shown !== text.slice(at, at + length) }, length);
    if (text[at] !== "\n") continue;
    rows.push([]);
    used = 0;
  }
  if (cursor >= text.length) {
    if (used >= width) {
      rows.push([]);
      used = 0;
    }
    place = { row: rows.length - 1, column: used };
  }
  return { rows, cursor: place };
}

function* shownPieces(text: string): Generator<{ shown: string; length: number; at: number }> {
  let at = 0;
  for (const part of text.split(/(\n)/)) {
    if (part === "\n") yield { shown: "↵", length: 1, at };
    else {
      let from = at;
      for (const { text: cluster } of clustersOf(part)) {
        // Joiners and marks inside a cluster are what makes it; alone they would be invisible.
        const isPlain = cluster.length > 1 ? textWidth(cluster) > 0 && !CONTROL.test(cluster) : false;
        yield {
          shown: isPlain ? cluster : escapeText(cluster, { backslash: false }),
          length: cluster.length,
          at: from,
        };
        from += cluster.length;
      }
    }
    at += part.length;
  }
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
