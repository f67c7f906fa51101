// npm start: sets up what is missing, then opens the workbench.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, ensureInstalled, ROOT } from "./ready.mjs";

ensureInstalled();
ensureBuilt();
// In this process, so that signals and the terminal are the workbench's own.
process.argv.splice(1, 1, join(ROOT, "dist", "bin", "jack.cjs"));
await import(pathToFileURL(join(ROOT, "dist", "bin", "jack.cjs")).href);
