// npm run example -- notes/udp-send 8080: runs one of examples/. Node 24 can run the sources themselves; this also works on 20.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { ensureBuilt, ensureInstalled, ROOT } from "./ready.mjs";

/** Turns one example into JavaScript below dist, where `jackfield/…` is found, and returns its path. */
export function compileExample(name) {
  const source = join(ROOT, "examples", `${name}.ts`);
  if (!existsSync(source)) throw new Error(`no such example: examples/${name}.ts`);
  const outfile = join(ROOT, "dist", "examples", `${name}.mjs`);
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20.19",
    format: "esm",
    logLevel: "warning",
  });
  return outfile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name = "", ...args] = process.argv.slice(2);
  ensureInstalled();
  ensureBuilt();
  const child = spawn(process.execPath, [compileExample(name.replace(/\.ts$/, "")), ...args], { stdio: "inherit" });
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}
