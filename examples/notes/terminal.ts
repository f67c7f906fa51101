import { readSync, writeSync } from "node:fs";
import { isatty } from "node:tty";

const STDIN = 0;
const STDOUT = 1;
const NEWLINE = 0x0a;
const RETRY_MS = 20;

/**
 * Asks (when somebody is there to see it) and waits for one line; null when there are no more. Waits in the kernel, as Python's `input()` does. One byte at
 * a time, so that nothing is taken that a later program on the same input should get.
 */
export function input(prompt = ""): string | null {
  if (isatty(STDIN)) writeSync(STDOUT, prompt);
  const line: number[] = [];
  const byte = new Uint8Array(1);
  for (;;) {
    const length = readByte(byte);
    if (length === 0 && line.length === 0) return null;
    if (length === 0 || byte[0] === NEWLINE) return new TextDecoder().decode(Uint8Array.from(line)).replace(/\r$/, "");
    line.push(byte[0] ?? 0);
  }
}

function readByte(byte: Uint8Array): number {
  for (;;) {
    try {
      return readSync(STDIN, byte);
    } catch (error) {
      // A terminal that another program has set non-blocking.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

/** Prints a line at once; control characters that a peer sent are shown, not obeyed. */
export function print(...values: readonly unknown[]): void {
  // oxlint-disable-next-line no-control-regex
  const text = values.join(" ").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  writeSync(STDOUT, `${text}\n`);
}

/** An address as Python prints it: `('127.0.0.1', 8080)`. */
export function show(address: unknown): string {
  const [host, port] = address as readonly [string, number];
  return `('${host}', ${port})`;
}

/** `PORT [HOST]` of the command line: this program's or the other one's address. Loopback unless another host is named. */
export function endpoint(defaultPort: number): [host: string, port: number] {
  const [port = String(defaultPort), host = "127.0.0.1"] = process.argv.slice(2);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    print(`usage: PORT [HOST]; ${port} is no port`);
    process.exit(1);
  }
  return [host, Number(port)];
}
