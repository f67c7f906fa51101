// Bundles the CLI into packs that load fast. esbuild cuts it into pieces, one for every command and what several share. Each
// command of the warm-up gets a pack of its own, dist/lib/pack-N.cjs, with everything that it loads when it starts: one
// source to read and one script to make, with no function in its compiled code that another command needed. What none of
// them loads stays alone. The compiled code of all packs is dist/lib/code.cache; dist/bin/jack.cjs loads what a command
// needs. koffi stays outside because it is optional and binary.
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { basename, join } from "node:path";
import { build, transform } from "esbuild";
import { directImports } from "./direct-imports.mjs";
import { ROOT } from "./ready.mjs";

/** Where everything that is built goes. */
export const DIST = join(ROOT, "dist");
const TARGET = "node20.19";

/** An ES module's `import.meta` in CommonJS. */
const META_BANNER = 'const __meta={get url(){return require("node:url").pathToFileURL(__filename).href}};';

/**
 * What is run once, to see what a command loads when it starts, and for the functions that it compiles then. ECHO is the
 * port of a server that sends everything back; at port 1 nobody is.
 */
const WARM_UP = [
  ["connect", "127.0.0.1:1"],
  ["connect", "127.0.0.1:ECHO"],
  ["send", "127.0.0.1:1", "x"],
  ["send", "127.0.0.1:ECHO", "x"],
  ["listen", "127.0.0.1:0", "--timeout", "1ms"],
  ["udp", "127.0.0.1:1"],
  ["serve", "echo:ECHO"],
  ["relay", "-", "tcp://127.0.0.1:1"],
  ["relay", "-", "127.0.0.1:ECHO"],
  ["nc", "-z", "127.0.0.1", "1"],
  ["nc", "127.0.0.1", "1"],
  ["nc", "127.0.0.1", "ECHO"],
  ["scan", "127.0.0.1", "1"],
  ["scan", "127.0.0.1", "ECHO"],
  ["ls"],
  ["help"],
  ["help", "listen"],
  ["help", "charsets"],
];

/** What commands import and few runs touch: pieces of their own, though whoever needs one part may need the other. */
const APART = [
  "net/node/node-backend.ts",
  "net/constants/index.ts",
  "bytes/crc-catalogue.ts",
  "bytes/sums.ts",
  "engine/capture-file-session.ts",
  "engine/capture-file.ts",
  "engine/file-receiver.ts",
  "engine/file-sender.ts",
  "engine/handler-runner.ts",
  "engine/recording.ts",
  "engine/row-search.ts",
  "engine/tcp-client-session.ts",
  "engine/tcp-server-session.ts",
  "engine/udp-session.ts",
  "engine/unix-client-session.ts",
  "engine/unix-server-session.ts",
];

/** Writes `bin/jack.cjs` and `lib` into a folder. */
export async function bundleCli(dist = DIST) {
  const lib = join(dist, "lib");
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  rmSync(lib, { recursive: true, force: true });
  mkdirSync(lib, { recursive: true });
  mkdirSync(join(dist, "bin"), { recursive: true });
  const pieces = await buildPieces(version);
  const { packs, starts } = await packTogether(pieces, lib);
  const index = { starts, pieces: numbersOf(packs) };
  const { v8 } = process.versions;
  await writeLauncher(dist, { v8, arch: process.arch, packs: await recordCodeCache(packs, index, lib), ...index });
}

/** The pieces by the names by which they require each other, as CommonJS. */
async function buildPieces(version) {
  const { outputFiles } = await build({
    entryPoints: ["cli/main.ts", ...APART].map((path) => join(ROOT, "src", path)),
    outdir: join(DIST, "lib"),
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    // Only ES modules can be split; each piece becomes CommonJS below.
    format: "esm",
    splitting: true,
    platform: "node",
    target: TARGET,
    external: ["koffi"],
    define: { "import.meta": "__meta", __JACKFIELD_VERSION__: JSON.stringify(version) },
    plugins: [directImports()],
    legalComments: "none",
    logLevel: "warning",
    write: false,
  });
  const pieces = await Promise.all(
    outputFiles.map(async ({ path, text }) => {
      const common = await transform(text, {
        format: "cjs",
        platform: "node",
        target: TARGET,
        // Code that runs from a cache cannot call import(); require does for pieces, Node's modules and koffi.
        supported: { "dynamic-import": false },
      });
      const code = requireLate(common.code);
      return [`./${basename(path)}`, code.includes("__meta") ? META_BANNER + code : code];
    }),
  );
  return new Map(pieces);
}

/** Writes a pack for each command of the warm-up, and one for each piece that none of them loads. */
async function packTogether(pieces, lib) {
  for (const [name, code] of pieces) writeFileSync(join(lib, name), code);
  await warmUp(lib, {});
  const runs = readFileSync(join(lib, "loaded"), "utf8").trim().split("\n");
  if (runs.length !== WARM_UP.length) throw new Error("A run of the warm-up was cut short");
  for (const name of [...pieces.keys(), "loaded"]) rmSync(join(lib, name));
  const byCommand = new Map();
  for (const run of runs) {
    const { command, names } = JSON.parse(run);
    byCommand.set(command, new Set([...(byCommand.get(command) ?? []), ...names]));
  }
  // A command without a pack of its own takes what it can from the largest.
  const commands = [...byCommand].sort(([, a], [, b]) => b.size - a.size);
  const started = new Set(commands.flatMap(([, names]) => [...names]));
  const alone = [...pieces.keys()].filter((name) => !started.has(name));
  const packs = [...commands.map(([, names]) => [...names]), ...alone.map((name) => [name])];
  for (const [number, names] of packs.entries()) await writePack(join(lib, `pack-${number}.cjs`), names, pieces);
  return { packs, starts: Object.fromEntries(commands.map(([command], number) => [command, number])) };
}

async function writePack(path, names, pieces) {
  const members = names.map(
    (name) => `${JSON.stringify(name)}(exports,require,module,__filename,__dirname){${pieces.get(name)}\n}`,
  );
  // Together, so that names inside a piece become short too.
  const source = `module.exports={${members.join(",")}}`;
  const { code } = await transform(source, { minify: true, target: TARGET, platform: "node", legalComments: "none" });
  writeFileSync(path, ascii(code));
}

/** Runs the warm-up, and joins the compiled code of all packs into one file; gives the place of each. */
async function recordCodeCache(packs, index, lib) {
  await warmUp(lib, { JACKFIELD_INDEX: JSON.stringify(index) });
  const parts = [];
  let at = 0;
  const places = packs.map((_, number) => {
    const path = join(lib, `pack-${number}.cjs.cache`);
    if (!existsSync(path)) return [0, 0];
    const bytes = readFileSync(path);
    rmSync(path);
    parts.push(bytes);
    at += bytes.length;
    return [at - bytes.length, bytes.length];
  });
  if (parts.length === 0) throw new Error("The warm-up of the bundle left no compiled code");
  writeFileSync(join(lib, "code.cache"), Buffer.concat(parts));
  return places;
}

/** One run after the other: each adds to the compiled code of those before. */
async function warmUp(lib, extra) {
  const env = { ...process.env, JACKFIELD_LIB: lib, NODE_EXTRA_CA_CERTS: "", NODE_OPTIONS: "", ...extra };
  const recorder = join(ROOT, "scripts", "code-cache.cjs");
  const echo = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  await new Promise((resolve) => echo.listen(0, "127.0.0.1", resolve));
  const port = String(echo.address().port);
  for (const words of WARM_UP) {
    const args = words.map((word) => word.replace("ECHO", port));
    const child = spawn(process.execPath, [recorder, ...args], {
      env,
      stdio: ["pipe", "ignore", "ignore"],
      timeout: 60_000,
    });
    child.stdin.on("error", () => undefined).end("x");
    await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  }
  echo.close();
}

/** In which pack each piece is: the first that has it. */
function numbersOf(packs) {
  const entries = packs.flatMap((names, number) => names.map((name) => [name, number]));
  return Object.fromEntries(entries.reverse());
}

async function writeLauncher(dist, index) {
  writeFileSync(join(dist, "lib", "index.json"), JSON.stringify(index));
  const jack = join(dist, "bin", "jack.cjs");
  writeFileSync(jack, `#!/usr/bin/env node\n${await launcherCode({ store: "folder", index })}`);
  chmodSync(jack, 0o755);
}

/** The launcher over one kind of store: `folder` (dist/lib), `file` (with the packs inside) or `sea` (assets). */
export async function launcherCode({ store, index, sources = [], page = {}, koffi = "" }) {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const source = readFileSync(join(ROOT, "scripts", "launcher.cjs"), "utf8");
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: ROOT, loader: "js" },
    // As a bundle, so that the functions of the other stores are left out.
    bundle: true,
    format: "cjs",
    platform: "node",
    target: TARGET,
    minify: true,
    write: false,
    legalComments: "none",
    define: {
      LAUNCH_VERSION: JSON.stringify(version),
      LAUNCH_STORE: JSON.stringify(store),
      LAUNCH_INDEX: JSON.stringify(index),
      LAUNCH_SOURCES: JSON.stringify(sources),
      LAUNCH_PAGE: JSON.stringify(page),
      LAUNCH_KOFFI: JSON.stringify(koffi),
    },
  });
  return outputFiles[0].text;
}

/**
 * Requires modules when they are first used, Node's own and pieces alike: `node:stream`, `node:fs/promises` and
 * `node:crypto` cost milliseconds, and most commands need few of what they could need. `var import_node_net =
 * require("node:net")` is how esbuild writes the import of a name; no piece but the first does anything by being loaded,
 * so that a `require` without a name can go.
 */
function requireLate(code) {
  let late = code.replaceAll(/^require\("\.\/[\w-]+\.cjs"\);$/gm, "");
  const imports = /^var (import_\w+) = require\("(node:[\w/]+|\.\/[\w-]+\.cjs)"\);$/gm;
  for (const [line, variable, name] of code.matchAll(imports)) {
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
