import { type ChildProcess, spawn } from "node:child_process";
import type { HandlerReply } from "../handlers/index.ts";

/** How commands are started. */
export interface ProcessRunnerOptions {
  /** @default `/` */
  readonly cwd?: string;
  /** The whole environment of a command; nothing is inherited. @default PATH of the system's folders and a UTF-8 locale */
  readonly env?: Readonly<Record<string, string>>;
  /** Between SIGTERM and SIGKILL to the command's group. @default 500 */
  readonly killDelayMs?: number;
}

/** The environment that a command gets unless it is told otherwise. */
export const COMMAND_ENV: Readonly<Record<string, string>> = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
};

type Reply = (reply: HandlerReply) => void | Promise<void>;

/**
 * Runs commands for handlers: a program and its arguments, no shell; standard input is closed; both outputs are drained
 * together; the command leads a process group of its own, which is ended as one.
 */
export class ProcessRunner {
  readonly #cwd: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #killDelayMs: number;
  readonly #children = new Map<string, ChildProcess>();

  constructor(options: ProcessRunnerOptions = {}) {
    this.#cwd = options.cwd ?? "/";
    this.#env = options.env ?? COMMAND_ENV;
    this.#killDelayMs = options.killDelayMs ?? 500;
  }

  /** Starts a command; `reply` gets its output as it comes, and at last `exit` or `failed`. */
  run(id: string, command: string, args: readonly string[], reply: Reply): void {
    const child = spawn(command, args, {
      cwd: this.#cwd,
      env: this.#env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      shell: false,
    });
    this.#children.set(id, child);
    for (const stream of ["stdout", "stderr"] as const) void this.#drain(child, stream, reply);
    child.once("error", (error) => {
      this.#children.delete(id);
      void reply({ type: "failed", ok: false, message: startFailure(command, error) });
    });
    // `close` comes after both outputs have ended; `exit` may come before.
    child.once("close", (exitCode, signal) => {
      if (!this.#children.delete(id)) return;
      void reply({ type: "exit", exitCode, signal });
    });
    // A grandchild may hold the outputs open after the command itself has ended.
    child.once("exit", () => this.#endGroup(child));
  }

  /** Ends a command and all that it started: SIGTERM, then SIGKILL. */
  kill(id: string): void {
    const child = this.#children.get(id);
    if (child !== undefined) this.#endGroup(child);
  }

  /** Ends all commands; resolves when they are gone. */
  async close(): Promise<void> {
    const ends = [...this.#children.values()].map(
      (child) => new Promise<void>((resolve) => child.once("close", () => resolve()).once("error", () => resolve())),
    );
    for (const id of this.#children.keys()) this.kill(id);
    await Promise.all(ends);
  }

  /** One chunk at a time: a handler that is not ready holds back the command. */
  async #drain(child: ChildProcess, stream: "stdout" | "stderr", reply: Reply): Promise<void> {
    const source = child[stream];
    if (source === null) return;
    try {
      for await (const chunk of source as AsyncIterable<Uint8Array>) {
        await reply({ type: "output", stream, bytes: chunk });
      }
    } catch {
      // The pipe broke because the command is gone, which `close` tells.
    }
  }

  #endGroup(child: ChildProcess): void {
    signalGroup(child, "SIGTERM");
    const timer = setTimeout(() => signalGroup(child, "SIGKILL"), this.#killDelayMs);
    child.once("close", () => clearTimeout(timer));
  }
}

/** Only ever the group that this child leads. */
function signalGroup(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone.
  }
}

function startFailure(command: string, error: Error & { readonly code?: string }): string {
  if (error.code === "ENOENT") return `No such program: ${command}`;
  if (error.code === "EACCES") return `Not allowed to run: ${command}`;
  return `Cannot run ${command}: ${error.message}`;
}
