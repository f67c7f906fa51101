// What `jack` starts with: loads the packs that a command needs, from their compiled code where it is that of this V8.
// The packs lie in dist/lib, in this very file (npm run bundle), or among the assets of an executable (--sea). The bundler
// puts the constants in and minifies, which takes out what belongs to the others.
"use strict";
const { readFileSync, openSync, readSync, writeSync } = require("node:fs");

/* global LAUNCH_VERSION, LAUNCH_STORE, LAUNCH_INDEX, LAUNCH_SOURCES, LAUNCH_PAGE, LAUNCH_KOFFI */

/** How long ncat waits for a connection. */
const NCAT_CONNECT_MS = 10_000;

// An executable is called by its own name, and Node says its path twice.
if (LAUNCH_STORE === "sea") process.argv[1] = process.argv0;
const [, self, first, second, host, port, more] = process.argv;
const isJack = !/(?:^|[/\\])(?:nc|ncat)(?:\.[a-z]+)?$/.test(self);
const lib = LAUNCH_STORE === "folder" ? `${__dirname.slice(0, -"bin".length)}lib/` : `${__dirname}/`;
const fits = process.versions.v8 === LAUNCH_INDEX.v8 && process.arch === LAUNCH_INDEX.arch;

if (isJack && second === undefined && (first === "--version" || first === "-V")) printVersion();
else if (isJack && first === "nc" && second === "-z" && isPlainTarget()) probe();
else start();

// Scripts ask for it often.
function printVersion() {
  try {
    writeSync(1, `${LAUNCH_VERSION}\n`);
  } catch {
    process.stdout.write(`${LAUNCH_VERSION}\n`);
  }
}

// `jack nc -z ADDRESS PORT` is what scripts ask again and again while they wait for a server: a connection to a number and
// not a word, so that it needs nothing but Node's net. Everything else about -z is in src/cli/nc/connect/zero-probe.ts.
function isPlainTarget() {
  return more === undefined && /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) && /^[1-9]\d{0,4}$/.test(port) && port < 65_536;
}

function probe() {
  const { connect, isIPv4 } = require("node:net");
  if (!isIPv4(host)) return start();
  const socket = connect(Number(port), host);
  const timer = setTimeout(() => process.exit(1), NCAT_CONNECT_MS);
  socket.on("error", () => process.exit(1));
  socket.on("connect", () => {
    clearTimeout(timer);
    socket.destroy();
  });
}

// A pack is an object of pieces; each piece is a CommonJS module that runs when it is first required.
function start() {
  const loadPack =
    LAUNCH_STORE === "file" || LAUNCH_STORE === "sea" || fits ? scriptLoader(storeOfPacks()) : plainLoader();
  if (LAUNCH_STORE !== "folder") bringAssets();
  const packs = [];
  const packOf = (number) => (packs[number] ??= loadPack(number));
  // The pack of what this command starts with.
  const { starts } = LAUNCH_INDEX;
  const command = isJack ? first : "nc";
  const own = Object.hasOwn(starts, command) ? packOf(starts[command]) : {};
  const loaded = new Map();
  const requirePiece = (name) => {
    if (!name.startsWith("./")) return require(name);
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const pack = name in own ? own : packOf(LAUNCH_INDEX.pieces[name]);
    const piece = { exports: {} };
    loaded.set(name, piece);
    pack[name](piece.exports, requirePiece, piece, `${lib}pack-0.cjs`, lib);
    return piece.exports;
  };
  requirePiece("./main.cjs");
}

// A cache that V8 refuses (other flags) only means that it compiles.
function scriptLoader({ source, code }) {
  const { Script } = require("node:vm");
  return (number) => {
    const pack = { exports: {} };
    const options = { filename: `${lib}pack-${number}.cjs`, cachedData: code(...LAUNCH_INDEX.packs[number]) };
    new Script(`(function(module){${source(number)}\n})`, options).runInThisContext()(pack);
    return pack.exports;
  };
}

function storeOfPacks() {
  if (LAUNCH_STORE === "file")
    return { source: (number) => unpacked(LAUNCH_SOURCES[number]).latin1Slice(), code: () => undefined };
  if (LAUNCH_STORE === "sea") {
    const { getAsset, getRawAsset } = require("node:sea");
    const bytes = fits ? Buffer.from(getRawAsset("code.cache")) : null;
    return {
      source: (number) => getAsset(`pack-${number}.cjs`, "latin1"),
      code: (at, length) => (length === 0 || bytes === null ? undefined : bytes.subarray(at, at + length)),
    };
  }
  let cache;
  return {
    source: (number) => readFileSync(`${lib}pack-${number}.cjs`, "latin1"),
    code: (at, length) => {
      if (length === 0) return undefined;
      const bytes = Buffer.allocUnsafeSlow(length);
      readSync((cache ??= openSync(`${lib}code.cache`)), bytes, 0, length, at);
      return bytes;
    },
  };
}

// Another Node than the one of the build: it keeps its own compiled code, in the user's own folder, from 22.1 on.
function plainLoader() {
  const { enableCompileCache } = require("node:module");
  const folder = cacheFolder();
  if (enableCompileCache !== undefined && folder !== null) enableCompileCache(folder);
  const packPath = (number) => `${lib}pack-${number}.cjs`;
  return (number) => require(packPath(number));
}

function cacheFolder() {
  const { env, platform } = process;
  const folder = env.XDG_CACHE_HOME || (env.HOME && `${env.HOME}/.cache`) || (platform === "win32" && env.LOCALAPPDATA);
  return folder ? `${folder}/jackfield` : null;
}

// What must be a file for others: the page's folder and koffi's binary. They are written when they are first needed.
function bringAssets() {
  const unpack = (name, files) => {
    const fs = require("node:fs");
    const path = require("node:path");
    // Only a folder of this user's is trusted with code and pages.
    const roots = [cacheFolder(), path.join(require("node:os").tmpdir(), `jackfield-${process.getuid?.() ?? "user"}`)];
    for (const root of roots) {
      try {
        if (root === null) continue;
        fs.mkdirSync(root, { recursive: true, mode: 0o700 });
        const { uid, mode } = fs.lstatSync(root);
        if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0)) continue;
        const folder = path.join(root, name);
        if (!Object.entries(files()).every(([file, bytes]) => isSame(fs, path.join(folder, file), bytes))) {
          const fresh = fs.mkdtempSync(path.join(root, "new-"));
          for (const [file, bytes] of Object.entries(files())) {
            fs.mkdirSync(path.dirname(path.join(fresh, file)), { recursive: true });
            fs.writeFileSync(path.join(fresh, file), bytes, { mode: 0o600 });
          }
          fs.rmSync(folder, { recursive: true, force: true });
          fs.renameSync(fresh, folder);
        }
        return folder;
      } catch {
        // The next place.
      }
    }
    return null;
  };
  const bytesOf = LAUNCH_STORE === "sea" ? (key) => Buffer.from(require("node:sea").getRawAsset(key)) : null;
  const page = () =>
    Object.fromEntries(
      Object.entries(LAUNCH_PAGE).map(([name, packed]) => [
        name,
        LAUNCH_STORE === "sea" ? bytesOf(`page/${name}`) : unpacked(packed),
      ]),
    );
  globalThis[Symbol.for("jackfield.bundle")] = {
    page: () => unpack(`page-${LAUNCH_VERSION}`, page),
    koffi: () => {
      if (LAUNCH_STORE !== "sea" || !LAUNCH_KOFFI) return null;
      const folder = unpack(`koffi-${LAUNCH_KOFFI}`, () => ({ "koffi.node": bytesOf("koffi.node") }));
      return folder === null ? null : `${folder}/koffi.node`;
    },
  };
}

function unpacked(text) {
  return require("node:zlib").brotliDecompressSync(Buffer.from(text, "base64"));
}

function isSame(fs, path, bytes) {
  try {
    return fs.lstatSync(path).isFile() && fs.readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}
