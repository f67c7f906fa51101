import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** What a program ended with. */
export interface ProgramEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** Null when it ended by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A program whose output a test waits for, in plain English; killed when it goes out of scope. */
export class WatchedProgram implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  protected readonly ended: Promise<ProgramEnd>;
  readonly #stdout: Buffer[] = [];
  readonly #watchers = new Set<() => void>();
  #stderr = "";
  #running = true;

  constructor(
    command: string,
    args: readonly string[],
    options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
  ) {
    const { NODE_EXTRA_CA_CERTS: _slow, ...inherited } = process.env;
    this.child = spawn(command, [...args], {
      stdio: "pipe",
      ...options,
      env: { ...inherited, LC_ALL: "C.UTF-8", JACKFIELD_LANG: "en", ...options.env },
    });
    this.child.stdout.on("data", (bytes: Buffer) => {
      this.#stdout.push(bytes);
      this.#wake();
    });
    this.child.stderr.on("data", (bytes: Buffer) => {
      this.#stderr += bytes.toString();
      this.#wake();
    });
    this.child.stdin.on("error", () => undefined);
    this.ended = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code, signal) => {
        this.#running = false;
        this.#wake();
        resolve({ code, signal, stdout: this.bytes, stderr: this.#stderr });
      });
    });
    this.ended.catch(() => undefined);
  }

  /** Resolves with the first match in standard error, for example the address that is listened on. */
  stderr(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => this.#stderr);
  }

  /** The same in standard output. */
  stdout(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => this.bytes.toString());
  }

  /** Bytes of standard output so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.#stdout);
  }

  get running(): boolean {
    return this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running) this.child.kill("SIGKILL");
    await this.ended.catch(() => undefined);
  }

  async #match(pattern: RegExp, text: () => string): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(text());
      if (found !== null) return found;
      if (!this.#running) throw new Error(`the program ended without ${pattern}: ${text()}\n${this.#stderr}`);
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}
