import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built binary. */
export const JACK: string = fileURLToPath(new URL("../../dist/bin/jack.cjs", import.meta.url));

/** What a run of the binary ended with. */
export interface JackResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The built binary, running; killed when it goes out of scope. */
export class Jack implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly result: Promise<JackResult>;
  readonly #stdout: Buffer[] = [];
  #stderr = "";
  #ended = false;
  readonly #watchers = new Set<() => void>();

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd: string = process.cwd()) {
    const { NODE_EXTRA_CA_CERTS: _slow, ...inherited } = process.env;
    const quiet = { ...inherited, LC_ALL: "C.UTF-8", JACKFIELD_LANG: "en", ...env };
    this.child = spawn(process.execPath, [JACK, ...args], { stdio: "pipe", env: quiet, cwd });
    this.child.stdout.on("data", (bytes: Buffer) => {
      this.#stdout.push(bytes);
      this.#wake();
    });
    this.child.stderr.on("data", (bytes: Buffer) => {
      this.#stderr += bytes.toString();
      this.#wake();
    });
    this.child.stdin.on("error", () => undefined);
    this.result = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code) => {
        this.#ended = true;
        this.#wake();
        resolve({ code, stdout: Buffer.concat(this.#stdout), stderr: this.#stderr });
      });
    });
    this.result.catch(() => undefined);
  }

  /** Runs to the end with this input. */
  static async run(
    args: readonly string[],
    input: string | Uint8Array = "",
    env: Readonly<Record<string, string>> = {},
  ): Promise<JackResult> {
    await using jack = new Jack(args, env);
    jack.child.stdin.end(input);
    return await jack.result;
  }

  /** Resolves with the first match in standard error, for example the address that is listened on. */
  stderr(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => this.#stderr);
  }

  /** The same in standard output. */
  stdout(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => Buffer.concat(this.#stdout).toString());
  }

  /** The port in the line that says where it listens. */
  async port(): Promise<number> {
    const [, port] = await this.stderr(/listening \S+ \S+:(\d+)/);
    return Number(port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.child.kill("SIGKILL");
    await this.result.catch(() => undefined);
  }

  async #match(pattern: RegExp, text: () => string): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(text());
      if (found !== null) return found;
      if (this.#ended) throw new Error(`jack ended without ${pattern}: ${text()}\n${this.#stderr}`);
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}
