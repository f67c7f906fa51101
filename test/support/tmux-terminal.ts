import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";

const POLL_MS = 50;
const PATIENCE_MS = 20_000;

/** A terminal of 80 columns by 24 rows in which a program runs; gone when it goes out of scope. */
export class TmuxTerminal implements AsyncDisposable {
  /** A server of its own, so that nobody else's is touched. */
  readonly #server = `jackfield-${randomBytes(6).toString("hex")}`;

  constructor(command: readonly string[]) {
    const env = ["LC_ALL=C.UTF-8", "JACKFIELD_LANG=en", "NODE_EXTRA_CA_CERTS="];
    this.#tmux("-u", "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "env", ...env, ...command);
  }

  /** Types text as it is. */
  type(text: string): void {
    this.#tmux("send-keys", "-l", text);
  }

  /** Presses a key by tmux's name: `Enter`, `C-c`. */
  press(key: string): void {
    this.#tmux("send-keys", key);
  }

  /** Resolves when the screen, without spaces at the ends of its rows, matches. */
  async shows(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    let screen = "";
    while (Date.now() < deadline) {
      screen = this.#tmux("capture-pane", "-p")
        .split("\n")
        .map((row) => row.trimEnd())
        .join("\n")
        .trimEnd();
      if (pattern.test(screen)) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`the terminal never showed ${pattern}:\n${screen}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#tmux("kill-server");
    } catch {
      // It ended with its program.
    }
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-L", this.#server, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  }
}
