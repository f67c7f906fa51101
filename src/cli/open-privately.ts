import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "../web/server/index.ts";

/** A page that leads to an address. */
export interface PrivatePage {
  /** Removes it. */
  forget(): Promise<void>;
}

/**
 * Opens an address that holds a secret in the browser. Every user of the machine can read the command lines of others,
 * so the browser is given a private file that leads to the address.
 */
export async function openPrivately(url: string): Promise<PrivatePage> {
  const folder = await mkdtemp(join(tmpdir(), "jackfield-open-"));
  const forget = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const file = join(folder, "workbench.html");
  const refresh = `<meta http-equiv="refresh" content="0;url=${url}">`;
  await writeFile(
    file,
    `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">${refresh}\n`,
    {
      mode: 0o600,
    },
  );
  if (!(await openBrowser(pathToFileURL(file).href))) await forget();
  return { forget };
}
