// What `jack` starts with: loads the packs of dist/lib that a command needs, from their compiled code where it is that of
// this V8. The bundler puts the constants in and minifies.
"use strict";
const { readFileSync, openSync, readSync, writeSync } = require("node:fs");

/* global LAUNCH_VERSION, LAUNCH_V8, LAUNCH_ARCH, LAUNCH_PACKS, LAUNCH_PIECES */

/** How long ncat waits for a connection. */
const NCAT_CONNECT_MS = 10_000;

const [, self, first, second, host, port, more] = process.argv;
const isJack = !/(?:^|[/\\])(?:nc|ncat)(?:\.[a-z]+)?$/.test(self);
const lib = `${__dirname.slice(0, -"bin".length)}lib/`;

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
// not a word, so that it needs nothing but Node's net. Everything else about -z is in src/cli/nc/zero-probe.ts.
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
  const loadPack = process.versions.v8 === LAUNCH_V8 && process.arch === LAUNCH_ARCH ? compiledLoader() : plainLoader();
  const packs = [];
  const loaded = new Map();
  const requirePiece = (name) => {
    if (!name.startsWith("./")) return require(name);
    const known = loaded.get(name);
    if (known !== undefined) return known.exports;
    const number = LAUNCH_PIECES[name];
    packs[number] ??= loadPack(number);
    const piece = { exports: {} };
    loaded.set(name, piece);
    packs[number][name](piece.exports, requirePiece, piece, `${lib}pack-${number}.cjs`, lib);
    return piece.exports;
  };
  requirePiece("./main.cjs");
}

// A cache that V8 refuses (other flags) only means that it compiles.
function compiledLoader() {
  const { Script } = require("node:vm");
  let cache;
  return (number) => {
    const filename = `${lib}pack-${number}.cjs`;
    const [at, length] = LAUNCH_PACKS[number];
    const cachedData = length === 0 ? undefined : Buffer.allocUnsafeSlow(length);
    if (cachedData !== undefined) readSync((cache ??= openSync(`${lib}code.cache`)), cachedData, 0, length, at);
    const pack = { exports: {} };
    const source = `(function(module){${readFileSync(filename, "latin1")}\n})`;
    new Script(source, { filename, cachedData }).runInThisContext()(pack);
    return pack.exports;
  };
}

// Another Node than the one of the build: it keeps its own compiled code, in the user's own folder, from 22.1 on.
function plainLoader() {
  const { enableCompileCache } = require("node:module");
  const { env } = process;
  const folder =
    env.XDG_CACHE_HOME || (env.HOME && `${env.HOME}/.cache`) || (process.platform === "win32" && env.LOCALAPPDATA);
  if (enableCompileCache !== undefined && folder) enableCompileCache(`${folder}/jackfield`);
  return (number) => require(`../lib/pack-${number}.cjs`);
}
