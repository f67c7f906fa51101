/** How {@link visibleText} treats what could be layout. */
export interface VisibleTextOptions {
  /** Leave line feeds as they are. @default false */
  readonly keepNewlines?: boolean;
}

// Everything that moves the cursor, colours, rings, hides or reorders: C0, DEL, C1, bidirectional and invisible controls,
// separators, lone surrogates, private-use tags. Tab is harmless.
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- control characters are the subject
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

/**
 * Text that is safe on a terminal: what a hostile peer could use to drive the terminal is shown as `\x1b` or `\u202e`.
 * Printable text of any language stays as it is.
 */
export function visibleText(text: string, options: VisibleTextOptions = {}): string {
  return text.replace(UNSAFE, (char) => {
    if (char === "\n" && options.keepNewlines === true) return char;
    return escapeOf(char);
  });
}

function escapeOf(char: string): string {
  if (char === "\n") return "\\n";
  if (char === "\r") return "\\r";
  if (char === "\0") return "\\0";
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}
