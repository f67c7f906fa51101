import { LocalProtocolError } from "../../errors/index.ts";

/** The error of a filter: what is wrong or was expected, at this position of its text. */
export function badFilter(input: string, position: number, message: string): LocalProtocolError {
  return new LocalProtocolError("ERR_BAD_FILTER", message, { position, input });
}

// Characters that take two columns of a terminal: CJK, Hangul, full-width forms, emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\ud83c-\ud83e\ud840-\ud87f][\udc00-\udfff]/gu;

/**
 * Draws an input and, under it, a caret at `position`: two lines for a terminal or a fixed-width font. Wide characters
 * count two columns; tabs and line ends are drawn as spaces.
 *
 * @example
 * ```ts
 * caretLines("len>x", 4); // "len>x\n    ^"
 * ```
 */
export function caretLines(input: string, position: number): string {
  const line = input.replace(/[\t\r\n]/g, " ");
  const before = line.slice(0, Math.max(0, Math.min(position, line.length)));
  return `${line}\n${" ".repeat(before.replace(WIDE, "  ").length)}^`;
}
