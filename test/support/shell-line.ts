import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { JACK } from "./jack.ts";

/** A command line that runs in a shell, in a folder; ended with all that it started when it goes out of scope. */
export class ShellLine implements AsyncDisposable {
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #stdout: Buffer[] = [];
  #stderr = "";
  #ended = false;

  /** `jack` at its beginning is the built binary. */
  constructor(line: string, cwd: string) {
    const { NODE_EXTRA_CA_CERTS: _slow, ...inherited } = process.env;
    const command = `exec ${line.replace(/^jack /, `"${process.execPath}" "${JACK}" `)}`;
    this.#child = spawn("/bin/sh", ["-c", command], {
      cwd,
      stdio: "pipe",
      detached: true,
      env: { ...inherited, LC_ALL: "C.UTF-8", JACKFIELD_LANG: "en" },
    });
    this.#child.stdout?.on("data", (bytes: Buffer) => this.#stdout.push(bytes));
    this.#child.stderr?.on("data", (bytes: Buffer) => (this.#stderr += bytes.toString()));
    this.#child.stdin?.on("error", () => undefined);
    this.exited = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", (code) => {
        this.#ended = true;
        resolve(code);
      });
    });
    this.exited.catch(() => undefined);
  }

  get stdout(): string {
    return Buffer.concat(this.#stdout).toString();
  }

  get stderr(): string {
    return this.#stderr;
  }

  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  end(): void {
    this.#child.stdin?.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { pid } = this.#child;
    // Its own group, of which forks are members too.
    if (pid !== undefined && !this.#ended) process.kill(-pid, "SIGTERM");
    await this.exited.catch(() => undefined);
  }
}

/** Whether somebody listens on a port of this machine, told without connecting to it. */
export function isListening(network: "tcp" | "udp", port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const state = network === "tcp" ? " 0A " : " 07 ";
  return [`/proc/net/${network}`, `/proc/net/${network}6`]
    .filter((path) => existsSync(path))
    .flatMap((path) => readFileSync(path, "utf8").split("\n"))
    .some((line) => line.includes(`:${hex} `) && line.includes(state));
}
