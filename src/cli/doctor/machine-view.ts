import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";
import { delimiter, join } from "node:path";

const COMMAND_TIMEOUT_MS = 3000;
/** Tools of administrators are often not in a user's PATH. */
const ADMIN_FOLDERS = ["/usr/sbin", "/sbin"];

/** What another program answered; null when there is no such program. */
export interface ProgramAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the checks see of the machine; tests give their own. */
export interface MachineView {
  readonly platform: string;
  readonly nodeVersion: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number | null;
  /** The text of a file, or null when it cannot be read. */
  read(path: string): string | null;
  interfaces(): Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
  /** Asks a program that only tells. */
  ask(program: string, args: readonly string[]): Promise<ProgramAnswer | null>;
}

/** This machine. */
export const THIS_MACHINE: MachineView = {
  platform: process.platform,
  nodeVersion: process.versions.node,
  env: process.env,
  uid: process.getuid?.() ?? null,
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  },
  interfaces: () => networkInterfaces(),
  ask(program, args) {
    const path = findProgram(program);
    if (path === null) return Promise.resolve(null);
    return new Promise((resolve) => {
      const options = {
        timeout: COMMAND_TIMEOUT_MS,
        encoding: "utf8",
        maxBuffer: 1 << 22,
        env: { ...process.env, LC_ALL: "C" },
      } as const;
      execFile(path, [...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        resolve({ code, stdout, stderr });
      });
    });
  },
};

function findProgram(name: string): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...ADMIN_FOLDERS];
  // An empty or relative folder of PATH is not trusted.
  const found = folders.filter((folder) => folder.startsWith("/")).map((folder) => join(folder, name));
  return found.find((path) => existsSync(path)) ?? null;
}
