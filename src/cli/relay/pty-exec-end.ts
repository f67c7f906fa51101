import { type ChildProcess, spawn } from "node:child_process";
import { openPseudoTerminal, type PseudoTerminal } from "../../net/index.ts";
import type { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { childEnvironment } from "./child-environment.ts";
import { OwnChild } from "./child-process.ts";
import type { ExecEndpoint } from "./endpoint.ts";
import { commandOf, nameOf, started } from "./exec-end.ts";
import { NobodyReads, type RelayEnd } from "./relay-end.ts";
import { TerminalIo } from "./terminal-io.ts";

/** A program that was told of the end of its input may be silent this long; then its terminal hangs up. */
const SILENT_PROGRAM_MS = 2000;
const DEFAULT_SIZE = [80, 24] as const;
/**
 * A session leader without a terminal gets the one that it opens first (tty(4)), so a shell opens it and becomes the
 * program.
 */
const ON_TERMINAL = ["/bin/sh", "-c", 'exec <>"$0" >&0 2>&0; exec "$@"'];

/** A program on a pseudo terminal of its own as one end of a relay. */
export class PtyExecEnd implements RelayEnd {
  readonly name: string;
  readonly network = "unix";
  readonly address: string;
  readonly keepsMessages = false;
  readonly maxMessageBytes: number = Number.POSITIVE_INFINITY;
  readonly patienceMs: number = SILENT_PROGRAM_MS;
  readonly stream = null;
  readonly pipes = null;
  readonly facts = null;
  readonly gone: Promise<void>;
  readonly #child: OwnChild;
  readonly #terminal: PseudoTerminal;
  readonly #io: TerminalIo;
  readonly #stopFollowing: () => void;
  #closing: Promise<void> | null = null;

  private constructor(child: ChildProcess, terminal: PseudoTerminal, name: string, follow: Follow | null) {
    this.name = name;
    this.address = name;
    this.#terminal = terminal;
    this.#child = new OwnChild(child, name);
    this.#io = new TerminalIo(terminal.master);
    this.gone = this.#child.exited;
    this.#stopFollowing = follow?.(() => this.#resize(follow.size())) ?? ((): void => undefined);
    // What it has printed can still be read for a moment; then nothing more comes, whoever else holds the terminal.
    void this.gone.then(() => setTimeout(() => void this.#io.close(), 50).unref());
  }

  /**
   * Starts the program as the leader of a session whose terminal it is.
   * @throws CliError 2 when it cannot be started; SocketError `ERR_UNSUPPORTED` where there are no pseudo terminals
   */
  static async start(
    context: Pick<CliContext, "env" | "terminal">,
    endpoint: ExecEndpoint,
    other: RelayEnd | null,
  ): Promise<PtyExecEnd> {
    const env = { TERM: "xterm", ...context.env, ...childEnvironment(other?.facts ?? null) };
    const command = commandOf({ ...endpoint, stderr: false }, env);
    const terminal = openPseudoTerminal();
    const follow = endpoint.size === null ? followOf(context) : null;
    const [columns, rows] = endpoint.size ?? follow?.size() ?? DEFAULT_SIZE;
    terminal.resize(columns, rows);
    const [shell = "", ...words] = [...ON_TERMINAL, terminal.path, ...command];
    const child = spawn(shell, words, { env, stdio: "ignore", detached: true, shell: false });
    const end = new PtyExecEnd(child, terminal, nameOf(endpoint), follow);
    await started(child, endpoint);
    return end;
  }

  get outcome(): CliError | null {
    return this.#child.outcome;
  }

  read(): Promise<Uint8Array | null> {
    return this.#io.source.read();
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!(await this.#io.write(bytes))) throw new NobodyReads();
  }

  /** A terminal has no end of input but the character that says so. */
  async finish(): Promise<void> {
    if (this.#io.isClosed) return;
    await this.#io.write(Uint8Array.of(this.#terminal.endOfInput()));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  abort(): void {
    this.#child.signal("SIGKILL");
    void this.close();
  }

  /** Closing the terminal hangs up: SIGHUP for what runs on it. */
  async #close(): Promise<void> {
    this.#stopFollowing();
    // Where it has ended by itself, its exit code is still to come.
    if (!this.#io.source.hasEnded) this.#child.signal("SIGHUP");
    await this.#io.close();
    await this.#child.close();
  }

  #resize([columns, rows]: readonly [number, number]): void {
    if (!this.#io.isClosed) this.#terminal.resize(columns, rows);
  }
}

/** Follows the size of our own terminal; returns what ends that. */
interface Follow {
  (onResize: () => void): () => void;
  size(): readonly [number, number];
}

function followOf({ terminal }: Pick<CliContext, "terminal">): Follow | null {
  if (terminal === null) return null;
  const { output } = terminal;
  const follow = (onResize: () => void): (() => void) => {
    output.on("resize", onResize);
    return () => void output.off("resize", onResize);
  };
  const size = (): readonly [number, number] => [output.columns, output.rows];
  return Object.assign(follow, { size });
}
