// Makes a checkout ready: installs when node_modules is missing or stale, builds when dist is stale. No dependencies of
// its own, because it runs before there are any.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

const INSTALL_STAMP = join(ROOT, "node_modules", ".jackfield-installed");
const BUILD_STAMP = join(ROOT, "dist", ".jackfield-built");
const BUILD_INPUTS = ["src", "scripts", "package.json", "package-lock.json", "tsconfig.base.json", "tsconfig.json"];

/** Runs a command with this terminal's output; a failure ends this process with the same exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: "inherit", ...options });
  if (result.error) {
    console.error(`jackfield: cannot run ${command}: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Runs one of this project's own scripts or installed tools with this Node. */
export function runNode(args, options = {}) {
  run(process.execPath, args, options);
}

/** The script file of an installed tool, for example `tool("vitest", "vitest.mjs")`. */
export function tool(name, ...path) {
  return join(ROOT, "node_modules", name, ...path);
}

function hashOf(paths) {
  const hash = createHash("sha256");
  const add = (path) => {
    const full = join(ROOT, path);
    const stat = readdirOrNull(full);
    if (stat === null) {
      hash.update(path).update("\0").update(readFileSync(full));
    } else {
      for (const entry of stat.sort()) add(join(path, entry));
    }
  };
  for (const path of paths) if (existsSync(join(ROOT, path))) add(path);
  return hash.digest("hex");
}

function readdirOrNull(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error.code === "ENOTDIR") return null;
    throw error;
  }
}

function readOrEmpty(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Installs the exact dependencies of the lock file unless they are there already. */
export function ensureInstalled() {
  requireNode();
  const wanted = `${hashOf(["package-lock.json"])} ${process.platform} ${process.arch}`;
  if (readOrEmpty(INSTALL_STAMP) === wanted) return;
  console.error("jackfield: installing dependencies (npm ci), once");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  if (npm !== undefined && npm.endsWith(".js")) runNode([npm, ...args]);
  else run(process.platform === "win32" ? "npm.cmd" : "npm", args, { shell: process.platform === "win32" });
  writeFileSync(INSTALL_STAMP, wanted);
}

/** Builds dist unless it was built from just these sources. */
export function ensureBuilt() {
  if (readOrEmpty(BUILD_STAMP) === hashOf(BUILD_INPUTS)) return;
  console.error("jackfield: building");
  runNode([join(ROOT, "scripts", "build.mjs")]);
}

/** Remembers what dist was built from. */
export function markBuilt() {
  writeFileSync(BUILD_STAMP, hashOf(BUILD_INPUTS));
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`jackfield: Node 20.19 or newer is needed, this is ${process.versions.node}: https://nodejs.org`);
  process.exit(1);
}
