/**
 * Why the operating system refuses a file, in its words alone: `no such file or directory`. Node's message has the
 * error's name, the call and the path around them, which the sentence that it is put into has already.
 */
export function fileReason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message.replace(/^[A-Z][A-Z0-9]*: /, "").replace(/, \w+(?: '.*')?$/s, "");
}
