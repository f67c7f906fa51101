// Writes the manual pages from the command tables and texts: dist/man/*.1 in English, dist/man-zh/*.1 in Chinese.
// node scripts/man-pages.mjs (npm run man); man -l dist/man/jack.1 shows one. npm run build runs it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, ROOT } from "./ready.mjs";

const CLI = join(ROOT, "dist", "cli");
const load = (path) => import(pathToFileURL(join(CLI, path)).href);

export async function writeManPages() {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const [{ COMMANDS }, { manualOf }, { commandManPage, foreignManPage, mainManPage }, { NC_HELP_EN }, { NC_HELP_ZH }] =
    await Promise.all(
      ["registry.js", "manual/manual.js", "manual/man-page.js", "manual/nc-help-en.js", "manual/nc-help-zh.js"].map(
        load,
      ),
    );
  for (const [locale, name, ncHelp] of [
    ["en", "man", NC_HELP_EN],
    ["zh", "man-zh", NC_HELP_ZH],
  ]) {
    const folder = join(ROOT, "dist", name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const options = { manual: await manualOf(locale), version };
    writeFileSync(join(folder, "jack.1"), mainManPage(options));
    for (const [verb, make] of Object.entries(COMMANDS)) {
      const command = await make();
      const text = command.raw === undefined ? commandManPage(command, options) : foreignManPage(verb, ncHelp, options);
      writeFileSync(join(folder, `jack-${verb}.1`), text);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  ensureBuilt();
  await writeManPages();
}
