// Bundles the CLI into pieces that load fast: dist/lib/*.cjs, one for every command and what several share, and their
// compiled code in dist/lib/code.cache; dist/bin/jack.cjs loads those that a command needs. koffi stays outside because it
// is optional and binary.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, transform } from "esbuild";
import { directImports } from "./direct-imports.mjs";
import { ROOT } from "./ready.mjs";

const BIN = join(ROOT, "dist", "bin");
const LIB = join(ROOT, "dist", "lib");

/** An ES module's `import.meta` in CommonJS. */
const META_BANNER = 'const __meta={get url(){return require("node:url").pathToFileURL(__filename).href}};';

/** What is run once so that the cache holds the functions that most runs compile. */
const WARM_UP = [
  ["connect", "127.0.0.1:1"],
  ["send", "127.0.0.1:1", "x"],
  ["listen", "127.0.0.1:0", "--timeout", "1ms"],
  ["nc", "-z", "127.0.0.1", "1"],
  ["nc", "127.0.0.1", "1"],
  ["scan", "127.0.0.1", "1"],
  ["ls"],
  ["help"],
  ["help", "listen"],
  ["completion", "bash"],
];

export async function bundleCli() {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  rmSync(LIB, { recursive: true, force: true });
  mkdirSync(LIB, { recursive: true });
  mkdirSync(BIN, { recursive: true });
  const pieces = await build({
    entryPoints: [join(ROOT, "src", "cli", "main.ts")],
    outdir: LIB,
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    // Only ES modules can be split; each piece becomes CommonJS below.
    format: "esm",
    splitting: true,
    platform: "node",
    target: "node20.19",
    external: ["koffi"],
    define: { "import.meta": "__meta", __JACKFIELD_VERSION__: JSON.stringify(version) },
    plugins: [directImports()],
    legalComments: "none",
    logLevel: "warning",
    write: false,
  });
  await Promise.all(
    pieces.outputFiles.map(async ({ path, text }) => {
      const common = await transform(text, {
        format: "cjs",
        platform: "node",
        target: "node20.19",
        // Code that runs from a cache cannot call import(); require does for pieces, Node's modules and koffi.
        supported: { "dynamic-import": false },
      });
      const { code } = await transform(requireLate(common.code), {
        minify: true,
        target: "node20.19",
        platform: "node",
        legalComments: "none",
      });
      writeFileSync(path, ascii(code.includes("__meta") ? META_BANNER + code : code));
    }),
  );
  const cache = recordCodeCache();
  await writeLauncher(version, cache);
}

/**
 * Requires Node's own modules when they are first used: `node:stream`, `node:fs/promises` and `node:crypto` cost
 * milliseconds, and most commands need few of them. `var import_node_net = require("node:net")` is how esbuild writes the
 * import of a name.
 */
function requireLate(code) {
  let late = code;
  for (const [line, variable, name] of code.matchAll(/^var (import_\w+) = require\("(node:[\w/]+)"\);$/gm)) {
    const get = `${variable}_late`;
    late = late
      .replace(line, `var ${get}_; function ${get}() { return ${get}_ ??= require("${name}"); }`)
      // In brackets of its own, for `new import_node_net.Socket()`.
      .replaceAll(new RegExp(`\\b${variable}\\b`, "g"), `(${get}())`);
  }
  return late;
}

/** The launcher reads pieces as Latin-1, which is quicker; esbuild leaves other characters only in regular expressions. */
function ascii(code) {
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Runs what most runs need, and packs the compiled code of all pieces into one file. */
function recordCodeCache() {
  const env = { ...process.env, JACKFIELD_PIECES: LIB, NODE_EXTRA_CA_CERTS: "", NODE_OPTIONS: "" };
  for (const args of WARM_UP) {
    spawnSync(process.execPath, [join(ROOT, "scripts", "code-cache.cjs"), ...args], {
      env,
      stdio: "ignore",
      timeout: 20_000,
    });
  }
  const packed = [];
  const pieces = {};
  let at = 0;
  for (const name of readdirSync(LIB)) {
    if (!name.endsWith(".cache")) continue;
    const bytes = readFileSync(join(LIB, name));
    rmSync(join(LIB, name));
    pieces[name.slice(0, -".cache".length)] = [at, bytes.length];
    packed.push(bytes);
    at += bytes.length;
  }
  if (pieces["main.cjs"] === undefined) throw new Error("The warm-up of the bundle left no compiled code");
  writeFileSync(join(LIB, "code.cache"), Buffer.concat(packed));
  return { arch: process.arch, pieces };
}

async function writeLauncher(version, cache) {
  const source = readFileSync(join(ROOT, "scripts", "launcher.cjs"), "utf8");
  const { code } = await transform(source, {
    target: "node20.19",
    minify: true,
    define: {
      LAUNCH_VERSION: JSON.stringify(version),
      LAUNCH_V8: JSON.stringify(process.versions.v8),
      LAUNCH_CACHE: JSON.stringify(cache),
    },
  });
  const jack = join(BIN, "jack.cjs");
  writeFileSync(jack, `#!/usr/bin/env node\n${code}`);
  chmodSync(jack, 0o755);
}
