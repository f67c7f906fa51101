import { LocalProtocolError } from "../../errors/index.ts";

/**
 * Splits a command line into words, as a shell does it without any of a shell's powers: blanks separate, `'…'` keeps all,
 * `"…"` keeps all but `\"` and `\\`, a backslash keeps the next character. Nothing is expanded.
 * @throws LocalProtocolError `ERR_BAD_OPTION` with the position of a quote that is not closed
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < line.length) {
    const character = line[at] as string;
    if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
    } else if (character === "'" || character === '"') {
      const [text, next] = quoted(line, at);
      word = (word ?? "") + text;
      at = next;
    } else {
      const escaped: boolean = character === "\\" && at + 1 < line.length;
      word = (word ?? "") + (escaped ? line[at + 1] : character);
      at += escaped ? 2 : 1;
    }
  }
  if (word !== null) words.push(word);
  return words;
}

/** The text within the quotes that open at `from`, and where it goes on after them. */
function quoted(line: string, from: number): [string, number] {
  const quote = line[from] as string;
  let text = "";
  for (let at = from + 1; at < line.length; at++) {
    const character = line[at] as string;
    if (character === quote) return [text, at + 1];
    const next = line[at + 1];
    if (quote === '"' && character === "\\" && (next === '"' || next === "\\")) {
      text += next;
      at += 1;
    } else {
      text += character;
    }
  }
  throw new LocalProtocolError("ERR_BAD_OPTION", `Quote ${quote} at column ${from + 1} is not closed: ${line}`, {
    position: from,
    input: line,
  });
}
