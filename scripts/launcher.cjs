// What `jack` starts with: loads the pieces of dist/lib that a command needs, from their compiled code where it is that of
// this V8. The bundler puts the constants in and minifies.
"use strict";
const { readFileSync, openSync, readSync, writeSync } = require("node:fs");

/* global LAUNCH_VERSION, LAUNCH_V8, LAUNCH_CACHE */

const [, self, first, second] = process.argv;
const isJack = !/(?:^|[/\\])(?:nc|ncat)(?:\.[a-z]+)?$/.test(self);

if (isJack && second === undefined && (first === "--version" || first === "-V")) printVersion();
else if (process.versions.v8 === LAUNCH_V8 && process.arch === LAUNCH_CACHE.arch) loadCompiled("main.cjs");
else loadPlain();

// Scripts ask for it often.
function printVersion() {
  try {
    writeSync(1, `${LAUNCH_VERSION}\n`);
  } catch {
    process.stdout.write(`${LAUNCH_VERSION}\n`);
  }
}

// Every piece is a CommonJS module; a cache that V8 refuses (other flags) only means that it compiles.
function loadCompiled(main) {
  const { Script } = require("node:vm");
  const { wrap } = require("node:module");
  const lib = `${__dirname.slice(0, -"bin".length)}lib/`;
  const loaded = new Map();
  let cache;
  const load = (name) => {
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const filename = lib + name;
    const place = LAUNCH_CACHE.pieces[name];
    let cachedData;
    if (place !== undefined) {
      cachedData = Buffer.allocUnsafeSlow(place[1]);
      cache ??= openSync(`${lib}code.cache`);
      readSync(cache, cachedData, 0, place[1], place[0]);
    }
    const script = new Script(wrap(readFileSync(filename, "latin1")), { filename, cachedData });
    const piece = { exports: {} };
    loaded.set(name, piece);
    script.runInThisContext()(piece.exports, requirePiece, piece, filename, lib);
    return piece.exports;
  };
  const requirePiece = (name) => (name.startsWith("./") ? load(name.slice(2)) : require(name));
  load(main);
}

// Another Node than the one of the build: it keeps its own compiled code, in the user's own folder, from 22.1 on.
function loadPlain() {
  const { enableCompileCache } = require("node:module");
  const { env } = process;
  const folder =
    env.XDG_CACHE_HOME || (env.HOME && `${env.HOME}/.cache`) || (process.platform === "win32" && env.LOCALAPPDATA);
  if (enableCompileCache !== undefined && folder) enableCompileCache(`${folder}/jackfield`);
  require("../lib/main.cjs");
}
