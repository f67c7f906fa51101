import { type ChildProcess, spawn } from "node:child_process";
import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { childEnvironment, findProgram } from "./child-environment.ts";
import { OwnChild } from "./child-process.ts";
import type { ExecEndpoint } from "./endpoint.ts";
import { ReadableSource } from "./readable-source.ts";
import { NobodyReads, type RelayEnd } from "./relay-end.ts";

/** A shell that does nothing but to join the outputs. */
const JOIN_STDERR = ["/bin/sh", "-c", 'exec "$@" 2>&1', "sh"];

/** A program as one end of a relay: its standard input and output. */
export class ExecEnd implements RelayEnd {
  readonly name: string;
  readonly network = "unix";
  readonly address: string;
  readonly keepsMessages = false;
  readonly maxMessageBytes: number = Number.POSITIVE_INFINITY;
  readonly patienceMs = null;
  readonly stream = null;
  readonly pipes = null;
  readonly facts = null;
  readonly gone: Promise<void>;
  readonly #child: OwnChild;
  readonly #process: ChildProcess;
  readonly #source: ReadableSource;
  #closing: Promise<void> | null = null;

  private constructor(child: ChildProcess, name: string) {
    if (child.stdout === null || child.stdin === null) throw new Error("a program without pipes");
    this.name = name;
    this.address = name;
    this.#process = child;
    this.#child = new OwnChild(child, name);
    this.#source = new ReadableSource(child.stdout);
    this.gone = this.#child.exited;
    // Every failure comes to the write that it belongs to.
    child.stdin.on("error", () => undefined);
  }

  /**
   * Starts the program; lines name it by `name`.
   * @throws CliError 2 when it cannot be started
   */
  static async start(
    context: Pick<CliContext, "env">,
    endpoint: ExecEndpoint,
    other: RelayEnd | null,
    name: string = nameOf(endpoint),
  ): Promise<ExecEnd> {
    const env = { ...context.env, ...childEnvironment(other?.facts ?? null) };
    const [program, ...args] = commandOf(endpoint, env);
    const child = spawn(program ?? "", args, {
      env,
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
      shell: false,
    });
    await started(child, endpoint);
    return new ExecEnd(child, name);
  }

  get outcome(): CliError | null {
    return this.#child.outcome;
  }

  read(): Promise<Uint8Array | null> {
    return this.#source.read();
  }

  write(bytes: Uint8Array): Promise<void> {
    const { stdin } = this.#process;
    return new Promise((resolve, reject) => {
      if (stdin === null || stdin.destroyed) return reject(new NobodyReads());
      // A copy: the bytes are ours until the next read only, and the stream may keep them longer when it fails.
      stdin.write(bytes, (error) =>
        error === null || error === undefined ? resolve() : reject(new NobodyReads(error.message, { cause: error })),
      );
    });
  }

  finish(): Promise<void> {
    this.#process.stdin?.end();
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  abort(): void {
    this.#child.signal("SIGKILL");
    this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#process.stdin?.end();
    await this.#child.close();
    this.#process.stdin?.destroy();
    this.#source.close();
  }
}

/** How a program is named in lines: its command, as short as a line allows. */
export function nameOf({ command }: ExecEndpoint): string {
  const isShell = command[0] === "/bin/sh" && command[1] === "-c";
  const text = isShell ? (command[2] ?? "") : command.join(" ");
  const line = text.replace(/\s+/g, " ");
  return `${isShell ? "shell" : "exec"} ${line.length > 60 ? `${line.slice(0, 59)}…` : line}`;
}

/**
 * The words to start, checked.
 * @throws CliError 2 when there is no such program
 */
export function commandOf({ command, stderr }: ExecEndpoint, env: CliContext["env"]): readonly string[] {
  const [name = "", ...args] = command;
  const found = findProgram(name, env["PATH"]);
  if (typeof found === "string") {
    throw new CliError(EXIT.open, (m) => (found === "missing" ? m.relay.noProgram(name) : m.relay.notExecutable(name)));
  }
  const words = [found.path, ...args];
  return stderr ? [...JOIN_STDERR, ...words] : words;
}

/** Resolves when the program runs. */
export function started(child: ChildProcess, endpoint: ExecEndpoint): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", () => resolve());
    child.once("error", (error) => {
      reject(new CliError(EXIT.open, (m) => m.relay.cannotStart(nameOf(endpoint), error.message), { cause: error }));
    });
  });
}
