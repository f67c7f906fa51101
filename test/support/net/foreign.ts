import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A foreign program under test: its output by lines, its input, its end. Killed when disposed of. */
export class Foreign implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<number | null>;
  #errors = "";

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: "pipe" });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.on("data", (data: Buffer) => (this.#errors += String(data)));
    this.#child.stdin.on("error", () => undefined);
    this.#ended = new Promise((resolve) => this.#child.once("close", resolve));
  }

  /** A Python program with `socket, struct, sys, time` imported and a `say` that prints a line at once. */
  static python(program: string, ...args: readonly (string | number)[]): Foreign {
    const head = "import socket, struct, sys, time\ndef say(*words): print(*words, flush=True)\n";
    return new Foreign("python3", ["-c", head + program, ...args.map(String)]);
  }

  /** The next line of its output. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`the program has ended; it said: ${this.#errors}`);
    return value;
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  /** Its exit status. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}
