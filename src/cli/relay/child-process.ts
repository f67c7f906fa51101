import type { ChildProcess } from "node:child_process";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-table.ts";

/** A program whose connection is over may take this long to end by itself. */
const GRACE_MS = 1000;
/** Between SIGTERM and SIGKILL. */
const KILL_DELAY_MS = 2000;

/** A started program that leads a process group of its own; only that group is ever signalled. */
export class OwnChild {
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #name: string;
  #isGone = false;
  #wasEnded = false;
  #outcome: CliError | null = null;

  constructor(child: ChildProcess, name: string) {
    this.#child = child;
    this.#name = name;
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.#isGone = true;
        if (!this.#wasEnded) this.#outcome = outcomeOf(this.#name, code, signal);
        resolve();
      });
    });
  }

  /** How it ended, if that was not well and not our doing. */
  get outcome(): CliError | null {
    return this.#outcome;
  }

  /** Waits a moment for it to end, then ends it. */
  async close(): Promise<void> {
    if (!(await this.#within(GRACE_MS))) await this.end();
  }

  /** SIGTERM to its group, and SIGKILL to what has not ended soon after. */
  async end(): Promise<void> {
    this.signal("SIGTERM");
    if (!(await this.#within(KILL_DELAY_MS))) this.signal("SIGKILL");
    await this.exited;
  }

  signal(signal: "SIGTERM" | "SIGKILL" | "SIGHUP" | "SIGWINCH"): void {
    const { pid } = this.#child;
    // Once it is gone its number may be another's.
    if (pid === undefined || this.#isGone) return;
    if (signal !== "SIGWINCH") this.#wasEnded = true;
    try {
      process.kill(-pid, signal);
    } catch {
      // It is just ending.
    }
  }

  #within(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ms);
    });
    return Promise.race([this.exited.then(() => true), late]).finally(() => clearTimeout(timer));
  }
}

function outcomeOf(name: string, code: number | null, signal: NodeJS.Signals | null): CliError | null {
  if (code === 0) return null;
  return new CliError(EXIT.failed, (m) => m.relay.childFailed(name, code, signal));
}
