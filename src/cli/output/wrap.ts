import { textWidth } from "./text-width.ts";

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
