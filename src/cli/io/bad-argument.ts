import { readFileSync } from "node:fs";

/**
 * The number, from 1, of the first argument that is not valid UTF-8; null when there is none. Node has replaced what it
 * could not decode, so the kernel is asked for the bytes (proc(5)); where it does not tell, nothing is found.
 */
export function badArgument(argv: readonly string[]): number | null {
  if (!argv.some((argument) => argument.includes("\uFFFD"))) return null;
  try {
    return badArgumentOf(readFileSync("/proc/self/cmdline"), argv.length);
  } catch {
    return null;
  }
}

/** The same of a command line as `/proc/PID/cmdline` has it, of whose words the last `count` are the arguments. */
export function badArgumentOf(commandLine: Uint8Array, count: number): number | null {
  const words: Uint8Array[] = [];
  for (let from = 0, end = commandLine.indexOf(0); end >= 0; from = end + 1, end = commandLine.indexOf(0, from)) {
    words.push(commandLine.subarray(from, end));
  }
  const strict = new TextDecoder("utf-8", { fatal: true });
  for (const [index, word] of words.slice(-count).entries()) {
    try {
      strict.decode(word);
    } catch {
      return index + 1;
    }
  }
  return null;
}
