import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createServer } from "node:net";
import { JACK } from "./jack.ts";

/** The netcats that tests run beside one another. */
export const NETCATS = {
  /** Ours, with ncat's command line. */
  jack: [process.execPath, JACK, "nc"],
  /** Ours, with OpenBSD nc's. */
  jackNc: [process.execPath, JACK, "nc", "--as", "nc"],
  /** Debian's ncat. */
  ncat: ["ncat"],
  /** Debian's OpenBSD nc. */
  nc: ["nc"],
} as const;

/** One of {@link NETCATS}. */
export type NetcatName = keyof typeof NETCATS;

/** What a run ended with; `signal` is null when it ended by itself. */
export interface NetcatResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** A netcat that runs; killed when it goes out of scope. */
export class Netcat implements AsyncDisposable {
  readonly child: ChildProcessWithoutNullStreams;
  readonly result: Promise<NetcatResult>;
  readonly #stdout: Buffer[] = [];
  #stderr = "";
  #ended = false;
  readonly #watchers = new Set<() => void>();

  constructor(name: NetcatName, args: readonly (string | number)[], env: Readonly<Record<string, string>> = {}) {
    const [command, ...before] = NETCATS[name];
    const { NODE_EXTRA_CA_CERTS: _slow, ...inherited } = process.env;
    this.child = spawn(command, [...before, ...args.map(String)], {
      stdio: "pipe",
      env: { ...inherited, LC_ALL: "C.UTF-8", JACKFIELD_LANG: "en", ...env },
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
    this.result = new Promise((resolve, reject) => {
      this.child.on("error", reject);
      this.child.on("close", (code, signal) => {
        this.#ended = true;
        this.#wake();
        const bytes = Buffer.concat(this.#stdout);
        resolve({ code, signal, bytes, stdout: bytes.toString(), stderr: this.#stderr });
      });
    });
    this.result.catch(() => undefined);
  }

  /** Runs to the end with this input; null leaves the input open. */
  static async run(
    name: NetcatName,
    args: readonly (string | number)[],
    input: string | Uint8Array | null = "",
    env: Readonly<Record<string, string>> = {},
  ): Promise<NetcatResult> {
    await using netcat = new Netcat(name, args, env);
    if (input !== null) netcat.child.stdin.end(input);
    return await netcat.result;
  }

  /** A server that listens: `-v` is added, and the wait is for its line. */
  static async listening(
    name: NetcatName,
    args: readonly (string | number)[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Netcat> {
    const netcat = new Netcat(name, ["-v", ...args], env);
    await netcat.stderr(/(Listening|Bound) on/);
    return netcat;
  }

  write(text: string | Uint8Array): void {
    this.child.stdin.write(text);
  }

  end(text: string | Uint8Array = ""): void {
    this.child.stdin.end(text);
  }

  /** The port in the line of `-v`. */
  async port(): Promise<number> {
    const [, port] = await this.stderr(/(?:Listening|Bound) on \S*[: ](\d+)\n/);
    return Number(port);
  }

  /** Resolves with the first match in standard error. */
  stderr(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => this.#stderr);
  }

  /** The same in standard output. */
  stdout(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#match(pattern, () => Buffer.concat(this.#stdout).toString());
  }

  /** Bytes of standard output so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.#stdout);
  }

  get running(): boolean {
    return !this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.child.kill("SIGKILL");
    await this.result.catch(() => undefined);
  }

  async #match(pattern: RegExp, text: () => string): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(text());
      if (found !== null) return found;
      if (this.#ended) throw new Error(`the netcat ended without ${pattern}: ${text()}\n${this.#stderr}`);
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}

/** A port of this machine that was free a moment ago, for programs that cannot announce one. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
