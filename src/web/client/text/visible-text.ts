/** A piece of a payload as it is shown: plain text, or a mark that stands for something that has no safe look. */
export interface VisiblePiece {
  /**
   * `control` stands for a control, format or bidi character; `bad` for bytes that are no text in the charset; `edge`
   * is a boundary between messages; `cut` says that more follows.
   */
  readonly kind: "text" | "control" | "bad" | "edge" | "cut";
  readonly text: string;
}

const NAMED: Readonly<Record<number, string>> = {
  0x00: "\\0",
  0x07: "\\a",
  0x08: "\\b",
  0x09: "\\t",
  0x0a: "\\n",
  0x0b: "\\v",
  0x0c: "\\f",
  0x0d: "\\r",
  0x1b: "\\e",
};

// Controls (C0, DEL, C1), soft hyphen, zero-width and bidi formatting, line and paragraph separators, invisible
// operators, byte order mark, interlinear and tag characters, variation selectors are left alone (they belong to emoji).
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\u{e0001}|[\u{e0020}-\u{e007f}]/gu;

/** The mark of one character: `\n`, `\x1b`, `\u202e`. */
export function controlMark(code: number): string {
  const named = NAMED[code];
  if (named !== undefined) return named;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}

/** Cuts text into plain pieces and marks, so that nothing in it can move, hide or reorder what is around it. */
export function visiblePieces(text: string): VisiblePiece[] {
  const pieces: VisiblePiece[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSAFE)) {
    if (match.index > from) pieces.push({ kind: "text", text: text.slice(from, match.index) });
    const code = match[0].codePointAt(0) ?? 0;
    pieces.push(code === 0xfffd ? { kind: "bad", text: "\ufffd" } : { kind: "control", text: controlMark(code) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}

/** The same as one line of plain text. */
export function visibleText(text: string): string {
  return text.replaceAll(UNSAFE, (mark) => (mark === "\ufffd" ? mark : controlMark(mark.codePointAt(0) ?? 0)));
}
