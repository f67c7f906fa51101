// What the page loads before anything is opened must stay small: everything that index.html names and what that imports
// statically, gzipped. Parts loaded on demand do not count.
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "./ready.mjs";

const LIMIT = 250 * 1024;
const PAGE = join(ROOT, "dist", "page");

const seen = new Map();

function visit(path) {
  if (seen.has(path)) return;
  const source = readFileSync(join(PAGE, path));
  seen.set(path, gzipSync(source).length);
  if (!path.endsWith(".js")) return;
  for (const [, name] of source.toString().matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)) {
    visit(normalize(join(dirname(path), name)));
  }
}

const html = readFileSync(join(PAGE, "index.html"), "utf8");
for (const [, name] of html.matchAll(/(?:src|href)="\.?\/?([^":]+\.(?:js|css))"/g)) visit(name);
if (seen.size < 2) throw new Error("check-size: index.html names no script and style");
const total = [...seen.values()].reduce((sum, size) => sum + size, gzipSync(html).length);
console.log(`page: ${(total / 1024).toFixed(1)} KB gzipped in ${seen.size + 1} files, limit ${LIMIT / 1024} KB`);
if (total > LIMIT) process.exit(1);
