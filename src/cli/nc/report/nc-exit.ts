/** Ends the program with this exit code, after a line on standard error where there is something to say. */
export class NcExit extends Error {
  override readonly name = "NcExit";
  readonly code: number;
  /** Without the program's name in front; null: nothing is said. */
  readonly line: string | null;

  constructor(code: number, line: string | null, options: ErrorOptions = {}) {
    super(line ?? `exit ${code}`, options);
    this.code = code;
    this.line = line;
  }
}

/** What ncat says and does when the command line or the machine is at fault: the sentence, `QUITTING.`, exit code 2. */
export function quitting(sentence: string, options: ErrorOptions = {}): NcExit {
  return new NcExit(2, `${sentence} QUITTING.`, options);
}
