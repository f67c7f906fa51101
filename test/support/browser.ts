import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A headless Chromium: `CHROMIUM` names one, else the system's, else the one that comes from npm. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env["CHROMIUM"] ?? INSTALLED.find((path) => existsSync(path));
  if (named !== undefined) {
    return await chromium.launch({ executablePath: named, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  }
  const { default: packed } = await import("@sparticuz/chromium");
  return await chromium.launch({
    executablePath: await packed.executablePath(),
    args: packed.args.filter((argument) => argument !== "--single-process"),
  });
}
