/**
 * Cuts the command of `--exec` into its words, as ncat does: at blanks, a backslash takes the next character as it is, and
 * quotes mean nothing. A backslash at the end is dropped.
 */
export function splitCommand(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    if (character === "\\") at += 1;
    word = (word ?? "") + (character === "\\" ? line.charAt(at) : character);
  }
  if (word !== null) words.push(word);
  return words;
}
