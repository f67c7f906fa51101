// Run in the place of the launcher while the bundle is built. Without an index it notes which pieces a command loads; with
// one it loads packs as the launcher does, and writes the compiled code of each beside it. Runs add to one another.
"use strict";
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const lib = process.env.JACKFIELD_LIB;
const index = process.env.JACKFIELD_INDEX && JSON.parse(process.env.JACKFIELD_INDEX);
const command = process.argv[2];
process.argv[1] = join(lib, "..", "bin", "jack.cjs");
const loaded = new Map();
const packs = [];
const names = new Set();

function requirePiece(name) {
  if (!name.startsWith("./")) return require(name);
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  names.add(name);
  const piece = { exports: {} };
  loaded.set(name, piece);
  const run = index ? packOf(name).table[name] : pieceAlone(name);
  run(piece.exports, requirePiece, piece, join(lib, "pack-0.cjs"), lib);
  return piece.exports;
}

function pieceAlone(name) {
  const source = readFileSync(join(lib, name), "latin1");
  return new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`).runInThisContext();
}

function packOf(name) {
  const own = index.starts[command];
  const number = own !== undefined && name in (packs[own] ??= loadPack(own)).table ? own : index.pieces[name];
  return (packs[number] ??= loadPack(number));
}

function loadPack(number) {
  const filename = join(lib, `pack-${number}.cjs`);
  let cachedData;
  try {
    cachedData = readFileSync(`${filename}.cache`);
  } catch {
    // The first run.
  }
  const pack = { exports: {} };
  const script = new Script(`(function(module){${readFileSync(filename, "latin1")}\n})`, { filename, cachedData });
  script.runInThisContext()(pack);
  return { script, filename, table: pack.exports };
}

process.on("exit", () => {
  if (index) for (const pack of packs) pack && writeFileSync(`${pack.filename}.cache`, pack.script.createCachedData());
  else appendFileSync(join(lib, "loaded"), `${JSON.stringify({ command, names: [...names] })}\n`);
});
requirePiece("./main.cjs");
