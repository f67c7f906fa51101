import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** A foreign program that a test talks to through its standard streams; killed when it goes out of scope. */
export class ForeignProgram implements AsyncDisposable {
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  readonly #waiting: ((line: string | null) => void)[] = [];
  readonly #stdout: Buffer[] = [];
  #rest = "";
  #stderr = "";
  #ended = false;

  constructor(
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ) {
    this.#child = spawn(command, [...args], {
      env: { ...process.env, PYTHONUNBUFFERED: "1" },
      ...options,
      stdio: "pipe",
    });
    this.#child.stdout.on("data", (bytes: Buffer) => this.#take(bytes));
    this.#child.stderr.on("data", (bytes: Buffer) => {
      this.#stderr += bytes.toString();
    });
    this.#child.stdin.on("error", () => undefined);
    this.exited = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code) => {
        this.#ended = true;
        for (const waiter of this.#waiting.splice(0)) waiter(null);
        resolve(code);
      });
    });
    this.exited.catch(() => undefined);
  }

  /** Runs Python source with these arguments. */
  static python(source: string, ...args: readonly (string | number)[]): ForeignProgram {
    return new ForeignProgram("python3", ["-c", source, ...args.map(String)]);
  }

  /** The next line of standard output; rejects with standard error when the program ended instead. */
  async line(): Promise<string> {
    const known = this.#lines.shift();
    if (known !== undefined) return known;
    const line = this.#ended ? null : await new Promise<string | null>((resolve) => this.#waiting.push(resolve));
    if (line === null) throw new Error(`the program ended: ${this.#stderr}`);
    return line;
  }

  /** All of standard output so far. */
  get output(): Buffer {
    return Buffer.concat(this.#stdout);
  }

  get errors(): string {
    return this.#stderr;
  }

  write(text: string | Uint8Array): void {
    this.#child.stdin.write(text);
  }

  end(): void {
    this.#child.stdin.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#child.kill("SIGKILL");
    await this.exited.catch(() => undefined);
  }

  #take(bytes: Buffer): void {
    this.#stdout.push(bytes);
    const lines = (this.#rest + bytes.toString("latin1")).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const text = Buffer.from(line, "latin1").toString();
      const waiter = this.#waiting.shift();
      if (waiter === undefined) this.#lines.push(text);
      else waiter(text);
    }
  }
}
