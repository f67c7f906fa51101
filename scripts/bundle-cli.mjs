// Bundles the CLI into packs that load fast. esbuild cuts it into pieces, one for every command and what several share;
// pieces that the same commands load are put into one pack, dist/lib/pack-N.cjs, and the compiled code of all packs into
// dist/lib/code.cache; dist/bin/jack.cjs loads what a command needs. koffi stays outside because it is optional and binary.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build, transform } from "esbuild";
import { directImports } from "./direct-imports.mjs";
import { ROOT } from "./ready.mjs";

/** Where everything that is built goes. */
export const DIST = join(ROOT, "dist");
const TARGET = "node20.19";

/** An ES module's `import.meta` in CommonJS. */
const META_BANNER = 'const __meta={get url(){return require("node:url").pathToFileURL(__filename).href}};';

/** Before it is minified. */
const SMALL_BYTES = 16_384;

/** What is run once, to see what is loaded together, and for the functions that most runs compile. */
const WARM_UP = [
  ["connect", "127.0.0.1:1"],
  ["send", "127.0.0.1:1", "x"],
  ["listen", "127.0.0.1:0", "--timeout", "1ms"],
  ["udp", "127.0.0.1:1"],
  ["relay", "-", "tcp://127.0.0.1:1"],
  ["nc", "-z", "127.0.0.1", "1"],
  ["nc", "127.0.0.1", "1"],
  ["scan", "127.0.0.1", "1"],
  ["ls"],
  ["relay", "-", "127.0.0.1:1"],
  ["help"],
  ["help", "listen"],
];

/** Writes `bin/jack.cjs` and `lib` into a folder. */
export async function bundleCli(dist = DIST) {
  const lib = join(dist, "lib");
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  rmSync(lib, { recursive: true, force: true });
  mkdirSync(lib, { recursive: true });
  mkdirSync(join(dist, "bin"), { recursive: true });
  const pieces = await buildPieces(version);
  const packs = await packTogether(pieces, lib);
  const { v8 } = process.versions;
  await writeLauncher(dist, { v8, arch: process.arch, packs: recordCodeCache(packs, lib), pieces: numbersOf(packs) });
}

/** The pieces by the names by which they require each other, as CommonJS. */
async function buildPieces(version) {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, "src", "cli", "main.ts")],
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

/** Puts pieces that the same runs of the warm-up load into one pack; what none of them loads, stays alone. */
async function packTogether(pieces, lib) {
  for (const [name, code] of pieces) writeFileSync(join(lib, name), code);
  warmUp(lib, {});
  const runs = readFileSync(join(lib, "loaded"), "utf8")
    .trim()
    .split("\n")
    .map((line) => new Set(JSON.parse(line)));
  if (runs.length !== WARM_UP.length) throw new Error("A run of the warm-up was cut short");
  for (const name of [...pieces.keys(), "loaded"]) rmSync(join(lib, name));
  const packs = joinSmall(groupPieces(pieces, runs)).map(({ names }) => names);
  for (const [number, names] of packs.entries()) {
    const members = names.map(
      (name) => `${JSON.stringify(name)}(exports,require,module,__filename,__dirname){${pieces.get(name)}\n}`,
    );
    // Together, so that names inside a piece become short too.
    const source = `module.exports={${members.join(",")}}`;
    const { code } = await transform(source, { minify: true, target: TARGET, platform: "node", legalComments: "none" });
    writeFileSync(join(lib, `pack-${number}.cjs`), ascii(code));
  }
  return packs;
}

/** The pieces that just the same runs load; `runs` is empty for a piece that none loads. */
function groupPieces(pieces, runs) {
  const groups = new Map();
  for (const [name, code] of pieces) {
    const loadedBy = runs.flatMap((run, index) => (run.has(name) ? [index] : []));
    const key = loadedBy.length === 0 ? name : loadedBy.join(",");
    const group = groups.get(key) ?? { runs: new Set(loadedBy), names: [], bytes: 0 };
    group.names.push(name);
    group.bytes += code.length;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** A pack costs more than a few kilobytes that a run does not need: small groups join the one that is loaded most alike. */
function joinSmall(groups) {
  const alike = (a, b) => {
    const both = [...a.runs].filter((run) => b.runs.has(run)).length;
    return both / (a.runs.size + b.runs.size - both);
  };
  let open = groups.filter(({ runs }) => runs.size > 0);
  for (;;) {
    const pairs = open.flatMap((small) =>
      small.bytes > SMALL_BYTES
        ? []
        : open.filter((other) => other !== small).map((other) => [alike(small, other), small, other]),
    );
    const [best] = pairs.sort((a, b) => b[0] - a[0]);
    if (best === undefined || best[0] <= 0.5) break;
    const [, a, b] = best;
    const joined = { runs: new Set([...a.runs, ...b.runs]), names: [...b.names, ...a.names], bytes: a.bytes + b.bytes };
    open = [...open.filter((group) => group !== a && group !== b), joined];
  }
  return [...open, ...groups.filter(({ runs }) => runs.size === 0)];
}

/** Runs what most runs need, and joins the compiled code of all packs into one file; gives the place of each. */
function recordCodeCache(packs, lib) {
  warmUp(lib, { JACKFIELD_PIECES: JSON.stringify(numbersOf(packs)) });
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

function warmUp(lib, extra) {
  const env = { ...process.env, JACKFIELD_LIB: lib, NODE_EXTRA_CA_CERTS: "", NODE_OPTIONS: "", ...extra };
  for (const args of WARM_UP) {
    const recorder = join(ROOT, "scripts", "code-cache.cjs");
    spawnSync(process.execPath, [recorder, ...args], { env, stdio: "ignore", timeout: 60_000 });
  }
}

/** In which pack each piece is. */
function numbersOf(packs) {
  return Object.fromEntries(packs.flatMap((names, number) => names.map((name) => [name, number])));
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
