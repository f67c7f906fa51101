// Run in the place of the launcher while the bundle is built: the same loading, and at the end the compiled code of every
// piece that was loaded is written beside it. Runs add to one another.
"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const { wrap } = require("node:module");
const { join } = require("node:path");
const { Script } = require("node:vm");

const lib = process.env.JACKFIELD_PIECES;
process.argv[1] = join(lib, "..", "bin", "jack.cjs");
const loaded = new Map();

function load(name) {
  const known = loaded.get(name);
  if (known !== undefined) return known.piece.exports;
  const filename = join(lib, name);
  let cachedData;
  try {
    cachedData = readFileSync(`${filename}.cache`);
  } catch {
    // The first run.
  }
  const script = new Script(wrap(readFileSync(filename, "latin1")), { filename, cachedData });
  const piece = { exports: {} };
  loaded.set(name, { piece, script });
  script.runInThisContext()(piece.exports, requirePiece, piece, filename, lib);
  return piece.exports;
}

function requirePiece(name) {
  return name.startsWith("./") ? load(name.slice(2)) : require(name);
}

process.on("exit", () => {
  for (const [name, { script }] of loaded) writeFileSync(join(lib, `${name}.cache`), script.createCachedData());
});
load("main.cjs");
