// Bundles the CLI into one CommonJS file that starts fast: every command is one lazy module inside it, and V8's compiled
// code lies beside it. koffi stays outside because it is optional and binary.
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./ready.mjs";

const BIN = join(ROOT, "dist", "bin");

/** What stands in front of the bundle: an ES module's `import.meta.url` in CommonJS. */
const URL_BANNER = 'const __bundleUrl=require("node:url").pathToFileURL(__filename).href;';

// Runs the bundle from its code cache. Answers --version itself: scripts ask for it often. A cache of another V8 is
// refused by V8, and then the bundle is simply compiled.
const launcher = (version) => `#!/usr/bin/env node
"use strict";
if (process.argv.length === 3 && (process.argv[2] === "--version" || process.argv[2] === "-V")) {
  process.stdout.write(${JSON.stringify(`${version}\n`)});
} else {
  const fs = require("node:fs"), path = require("node:path"), vm = require("node:vm");
  const filename = path.join(__dirname, "jack-bundle.cjs");
  let cachedData;
  try {
    cachedData = fs.readFileSync(filename + ".cache");
  } catch {}
  const script = new vm.Script(require("node:module").wrap(fs.readFileSync(filename, "utf8")), {
    filename,
    cachedData,
  });
  const entry = { exports: {} };
  script.runInThisContext()(entry.exports, require, entry, filename, path.dirname(filename));
  if (process.env.JACKFIELD_WRITE_CODE_CACHE) {
    process.on("exit", () => fs.writeFileSync(filename + ".cache", script.createCachedData()));
  }
}
`;

export async function bundleCli() {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  await build({
    entryPoints: [join(ROOT, "src", "cli", "main.ts")],
    outfile: join(BIN, "jack-bundle.cjs"),
    bundle: true,
    platform: "node",
    target: "node20.19",
    // Code that runs from a cache cannot call import(); require does for Node's modules and koffi.
    supported: { "dynamic-import": false },
    format: "cjs",
    minify: true,
    keepNames: true,
    external: ["koffi"],
    define: { "import.meta.url": "__bundleUrl", __JACKFIELD_VERSION__: JSON.stringify(version) },
    banner: { js: URL_BANNER },
    legalComments: "none",
    logLevel: "warning",
  });
  const jack = join(BIN, "jack.cjs");
  writeFileSync(jack, launcher(version));
  chmodSync(jack, 0o755);
  rmSync(join(BIN, "jack-bundle.cjs.cache"), { force: true });
  // Run what most runs need, so that the cache holds the functions that were compiled on the way.
  const env = { ...process.env, JACKFIELD_WRITE_CODE_CACHE: "1", NODE_EXTRA_CA_CERTS: "" };
  spawnSync(process.execPath, [jack, "connect", "127.0.0.1:1"], { env, stdio: "ignore", timeout: 20_000 });
}
