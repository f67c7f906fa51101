// npm run bundle: the command as one file, dist/jack.cjs, for any Node from 20.19 on; the page is inside.
// npm run bundle -- --sea: and as an executable with Node inside, dist/jack (dist/jack.exe), for machines of this platform
// without Node; the page and koffi's binary are inside. Nothing is downloaded: the executable is a copy of this Node.
// --out FOLDER writes them elsewhere.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { bundleCli, DIST, launcherCode } from "./bundle-cli.mjs";
import { ensureBuilt, ensureInstalled, ROOT, runNode } from "./ready.mjs";

const PAGE = join(DIST, "page");
/** What Node's binary says where the blob goes; nodejs.org/api/single-executable-applications.html */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

ensureInstalled();
ensureBuilt();
const { values } = parseArgs({ options: { sea: { type: "boolean" }, out: { type: "string" } } });
const OUT = resolve(values.out ?? join(ROOT, "dist"));
await bundleFile();
if (values.sea) await bundleExecutable();

async function bundleFile() {
  const lib = join(DIST, "lib");
  const index = indexOf(lib);
  const sources = index.packs.map((_, number) => packed(readFileSync(join(lib, `pack-${number}.cjs`))));
  // What is packed for the network would only make the file larger.
  const names = pageFiles().filter((name) => !/\.(?:br|gz)$/.test(name));
  const page = Object.fromEntries(names.map((name) => [name, packed(readFileSync(join(PAGE, name)))]));
  const code = await launcherCode({ store: "file", index, sources, page });
  const output = join(OUT, "jack.cjs");
  writeFileSync(output, `#!/usr/bin/env node\n${code}`);
  chmodSync(output, 0o755);
  tell(output);
}

async function bundleExecutable() {
  const work = mkdtempSync(join(tmpdir(), "jackfield-sea-"));
  try {
    let lib = join(DIST, "lib");
    if (indexOf(lib).v8 !== process.versions.v8) {
      // Compiled code is each Node's own.
      await bundleCli(work);
      lib = join(work, "lib");
    }
    const index = indexOf(lib);
    const koffi = await koffiBinary();
    const pages = pageFiles();
    const page = Object.fromEntries(pages.map((name) => [name, ""]));
    const version =
      koffi === null ? "" : JSON.parse(readFileSync(join(ROOT, "node_modules/koffi/package.json"), "utf8")).version;
    const main = join(work, "main.cjs");
    writeFileSync(main, await launcherCode({ store: "sea", index, page, koffi: version }));
    const assets = {
      "code.cache": join(lib, "code.cache"),
      ...Object.fromEntries(index.packs.map((_, number) => [`pack-${number}.cjs`, join(lib, `pack-${number}.cjs`)])),
      ...Object.fromEntries(pages.map((name) => [`page/${name}`, join(PAGE, name)])),
      ...(koffi === null ? {} : { "koffi.node": koffi }),
    };
    const output = join(OUT, process.platform === "win32" ? "jack.exe" : "jack");
    const config = { main, disableExperimentalSEAWarning: true, useSnapshot: false, useCodeCache: true, assets };
    await makeExecutable(config, output, work);
    tell(output);
  } finally {
    rmSync(work, { recursive: true });
  }
}

async function makeExecutable(config, output, work) {
  const path = join(work, "sea.json");
  rmSync(output, { force: true });
  if (spawnSync(process.execPath, ["--help"], { encoding: "utf8" }).stdout.includes("--build-sea")) {
    writeFileSync(path, JSON.stringify({ ...config, executable: process.execPath, output }));
    runNode(["--build-sea", path]);
  } else {
    const blob = join(work, "sea.blob");
    writeFileSync(path, JSON.stringify({ ...config, output: blob }));
    runNode(["--experimental-sea-config", path], { stdio: ["ignore", "ignore", "inherit"] });
    copyFileSync(process.execPath, output);
    chmodSync(output, 0o755);
    if (!readFileSync(output).includes(FUSE)) {
      throw new Error(`${process.execPath} cannot carry a program (it has no ${FUSE}); use a Node of nodejs.org`);
    }
    if (process.platform === "darwin") spawnSync("codesign", ["--remove-signature", output], { stdio: "inherit" });
    const { inject } = (await import("postject")).default;
    const options = { sentinelFuse: FUSE, ...(process.platform === "darwin" ? { machoSegmentName: "NODE_SEA" } : {}) };
    await inject(output, "NODE_SEA_BLOB", readFileSync(blob), options);
  }
  chmodSync(output, 0o755);
  if (process.platform === "darwin") spawnSync("codesign", ["--sign", "-", output], { stdio: "inherit" });
}

function indexOf(lib) {
  return JSON.parse(readFileSync(join(lib, "index.json"), "utf8"));
}

/** koffi's binary for this platform, or null where npm has none. */
async function koffiBinary() {
  const { cLibrary } = await import(pathToFileURL(join(DIST, "net/sys/c-library.js")).href);
  const folder = join(ROOT, "node_modules", "@koromix", `koffi-${process.platform}-${process.arch}`);
  const kind = process.platform === "linux" && cLibrary() === "musl" ? "musl" : process.platform;
  const path = join(folder, `${kind}_${process.arch}`, "koffi.node");
  return existsSync(path) ? path : null;
}

function pageFiles() {
  return readdirSync(PAGE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(PAGE, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    )
    .sort();
}

function packed(bytes) {
  return brotliCompressSync(bytes).toString("base64");
}

function tell(path) {
  console.error(`${relative(process.cwd(), path)}: ${(readFileSync(path).length / 1024 / 1024).toFixed(1)} MB`);
}
