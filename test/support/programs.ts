import { spawnSync } from "node:child_process";
import { it, type TestFunction } from "vitest";

const PROBES: Readonly<Record<string, readonly string[]>> = {
  python3: ["--version"],
  ncat: ["--version"],
  ntpdig: ["--version"],
  socat: ["-V"],
  nc: ["-h"],
  openssl: ["version"],
  curl: ["--version"],
  tshark: ["--version"],
  capinfos: ["--version"],
  editcap: ["--version"],
  text2pcap: ["--version"],
  tmux: ["-V"],
  bash: ["--version"],
  zsh: ["--version"],
  fish: ["--version"],
  groff: ["--version"],
};

const found = new Map<string, boolean>();

/** Whether a foreign program can be run here. */
export function hasProgram(name: string): boolean {
  const known = found.get(name);
  if (known !== undefined) return known;
  const result = spawnSync(name, [...(PROBES[name] ?? ["--version"])], { stdio: "ignore", timeout: 20_000 });
  const there = result.error === undefined;
  found.set(name, there);
  return there;
}

/**
 * An `it` for a test that talks to foreign programs: skipped, with the reason in its name, where one is missing; under CI
 * a missing program is a failure, because there the skip would hide a missing install step.
 */
export function itWith(programs: readonly string[]): (name: string, test: TestFunction, timeoutMs?: number) => void {
  const missing = programs.filter((program) => !hasProgram(program));
  return (name, test, timeoutMs) => {
    if (missing.length === 0) it(name, test, timeoutMs);
    else if (process.env["CI"] !== undefined) {
      it(name, () => {
        throw new Error(`needs ${missing.join(", ")}; add the Debian package to .ci/run`);
      });
    } else it.skip(`${name} (skipped: ${missing.join(", ")} not installed)`, test, timeoutMs);
  };
}
