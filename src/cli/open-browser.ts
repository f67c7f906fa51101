import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A browser that was asked to open an address. */
export interface OpenedBrowser {
  /** Removes what was needed to open it. */
  forget(): Promise<void>;
}

/**
 * Asks the desktop to open an address; null where there is no desktop. The address holds a token and a command line is
 * seen by every user of the machine, so the browser gets a private file that leads to it.
 */
export async function openBrowser(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
): Promise<OpenedBrowser | null> {
  const command = openerOf(env, platform);
  if (command === null) return null;
  const folder = await mkdtemp(join(tmpdir(), "jackfield-open-"));
  const file = join(folder, "workbench.html");
  const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${url}">`;
  await writeFile(file, page, { mode: 0o600 });
  const [program, ...args] = command;
  const child = spawn(program, [...args, pathToFileURL(file).href], { stdio: "ignore", detached: true });
  // Without a browser the printed address is enough.
  child.on("error", () => undefined);
  child.unref();
  return { forget: () => rm(folder, { recursive: true, force: true }) };
}

function openerOf(
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): readonly [string, ...string[]] | null {
  if (env["CI"] !== undefined || env["SSH_CONNECTION"] !== undefined) return null;
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["explorer.exe"];
  return env["DISPLAY"] === undefined && env["WAYLAND_DISPLAY"] === undefined ? null : ["xdg-open"];
}
