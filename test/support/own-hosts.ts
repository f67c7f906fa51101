import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A hosts file that only the commands behind it see, in a mount namespace of their own (unshare(1)). */
export class OwnHosts implements Disposable {
  readonly #folder: string = mkdtempSync(join(tmpdir(), "jack-hosts-"));

  constructor(lines: readonly string[]) {
    writeFileSync(join(this.#folder, "hosts"), `${lines.join("\n")}\n`);
  }

  /** What is put before a command; the process stays the same one. */
  get before(): readonly [command: string, ...args: string[]] {
    const script = 'mount --bind "$0" /etc/hosts && exec "$@"';
    return ["unshare", "-rm", "sh", "-c", script, join(this.#folder, "hosts")];
  }

  /** Whether this machine lets us. */
  get works(): boolean {
    const [command, ...args] = [...this.before, "true"] as const;
    return spawnSync(command, args, { stdio: "ignore" }).status === 0;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
