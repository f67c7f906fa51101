import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { JACK } from "./jack.ts";

const POLL_MS = 50;
const PATIENCE_MS = 120_000;

/** The built binary in a shell on a real terminal (tmux), which can be resized; gone when it goes out of scope. */
export class ScreenProgram implements AsyncDisposable {
  readonly #server = `jackfield-${randomBytes(6).toString("hex")}`;

  constructor(
    args: readonly string[],
    {
      columns = 110,
      rows = 32,
      env = {},
    }: { columns?: number; rows?: number; env?: Readonly<Record<string, string>> } = {},
  ) {
    const size = ["-x", String(columns), "-y", String(rows)];
    this.#tmux(
      "-u",
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      ...size,
      "env",
      "PS1=shell> ",
      "bash",
      "--norc",
      "--noprofile",
    );
    this.#tmux("set-option", "-g", "status", "off");
    const vars = { LC_ALL: "C.UTF-8", JACKFIELD_LANG: "en", NODE_EXTRA_CA_CERTS: "", TERM: "screen-256color", ...env };
    const setting = Object.entries(vars).map(([name, value]) => `${name}='${value}'`);
    const words = [process.execPath, JACK, ...args].map((word) => `'${word}'`);
    this.type(`clear; ${[...setting, ...words].join(" ")}; echo rc=$?`);
    this.press("Enter");
  }

  /** Types text as it is. */
  type(text: string): void {
    this.#tmux("send-keys", "-l", "--", text);
  }

  /** Presses keys by tmux's names: `Enter`, `C-c`, `F2`. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.#tmux("send-keys", key);
  }

  /** Pastes text as a terminal does: in brackets. */
  paste(text: string): void {
    this.#tmux("set-buffer", "--", text);
    this.#tmux("paste-buffer", "-p");
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /** What a format of tmux tells of the terminal: `#{alternate_on}`. */
  ask(format: string): string {
    return this.#tmux("display-message", "-p", format).trim();
  }

  get screen(): string {
    return this.#tmux("capture-pane", "-p");
  }

  /** Resolves with the first match on the screen. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const { screen } = this;
      const found = pattern.exec(screen);
      if (found !== null) return found;
      if (Date.now() > deadline) throw new Error(`the terminal never showed ${pattern}:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#tmux("kill-server");
    } catch {
      // It ended with its program.
    }
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-L", this.#server, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }
}
