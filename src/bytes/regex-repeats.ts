/**
 * Whether a regular expression repeats something (`*`, `+`, `{`). One that does may take time that grows with the square
 * of the text, or without bound, by backtracking; one that does not takes no longer than the text is long.
 */
export function regexRepeats(pattern: string): boolean {
  return /[*+{]/.test(pattern.replace(/\\./gsu, "").replace(/\[[^\]]*\]/gu, ""));
}
