import { padToWidth, textWidth } from "./text-width.ts";

// What may be parted from its neighbours only by a line break of its own: a word, or one Chinese character, with the
// punctuation that must not begin a line behind it and that which must not end one before it.
const UNITS =
  /[（“《「]*(?:[\u3000-\u9fff\uff00-\uffef]|[^\s“”\u3000-\u9fff\uff00-\uffef]+)[，。；：、）！？”》」]*|\s+|[（“《「”]+/gu;

/** Breaks text into lines of at most `columns`: at spaces, and between Chinese characters. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  for (const unit of text.match(UNITS) ?? []) {
    if (width + textWidth(unit.trimEnd()) > columns && line !== "") {
      lines.push(line.trimEnd());
      line = unit.trimStart();
      width = textWidth(line);
    } else {
      line += unit;
      width += textWidth(unit);
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

/** Narrower than this a text is not readable any more. */
const LEAST_COLUMNS = 20;

/** A row of two columns: the right one is broken to the width, and goes on under itself. */
export function wrapBeside(left: string, right: string, columns: number): string[] {
  const indent = textWidth(left);
  const lines = wrap(right, Math.max(LEAST_COLUMNS, columns - indent));
  return lines.map((line, index) => (index === 0 ? left + line : padToWidth("", indent) + line));
}

/** A line that is laid out in columns: one that is too wide goes on under its last column. */
export function wrapLaidOut(line: string, columns: number): string[] {
  if (textWidth(line) <= columns) return [line];
  const [, left = "", right = ""] = /^(.*(?: {2,}|^ +))(\S.*)$/.exec(line) ?? [];
  // Command lines are for copying.
  if (right === "" || right.startsWith("jack ") || textWidth(left) > columns - LEAST_COLUMNS) return [line];
  return wrapBeside(left, right, columns);
}
