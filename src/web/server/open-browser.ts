import { spawn } from "node:child_process";

/** What decides whether and how a browser is opened. */
export interface BrowserPlace {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a browser is opened: the program and its arguments, before the address. */
export interface BrowserCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * How a browser is opened here; null where nobody would see it: under CI, over SSH without a forwarded display, or
 * without a display. `BROWSER` names another program, as xdg-open does it; `none` is none.
 */
export function browserCommand({ platform, env }: BrowserPlace): BrowserCommand | null {
  const set = (name: string): boolean => env[name] !== undefined && env[name] !== "" && env[name] !== "false";
  if (set("CI") || env["BROWSER"] === "none") return null;
  const display = set("DISPLAY") || set("WAYLAND_DISPLAY");
  if (platform === "darwin") return set("SSH_CONNECTION") ? null : { command: "open", args: [] };
  if (platform === "win32") {
    // start is a word of cmd.exe, whose first quoted argument is a window title. The address has nothing to be escaped.
    return { command: "cmd", args: ["/c", "start", '""'] };
  }
  if (env["WSL_DISTRO_NAME"] !== undefined && !display) return { command: "explorer.exe", args: [] };
  return display ? { command: "xdg-open", args: [] } : null;
}

/**
 * Opens an address in the user's browser. It is only a convenience: failing is no error.
 * @returns whether a browser was told to open it
 */
export async function openBrowser(url: string, place: BrowserPlace = process): Promise<boolean> {
  const how = browserCommand(place);
  if (how === null) return false;
  return await new Promise<boolean>((resolve) => {
    const child = spawn(how.command, [...how.args, url], {
      stdio: "ignore",
      detached: true,
      windowsVerbatimArguments: place.platform === "win32",
    });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      // The browser outlives this process.
      child.unref();
      resolve(true);
    });
  });
}
