// npm run bench -- [NAME…]: runs the benchmarks of bench/*/, or those whose names begin with a NAME. Each prints medians
// and spread. What several share is in bench/support.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ROOT, runNode } from "../scripts/ready.mjs";

ensureInstalled();
ensureBuilt();
const folder = join(ROOT, "bench");
const all = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "out" && entry.name !== "support")
  .flatMap((entry) => readdirSync(join(folder, entry.name)).map((file) => `${entry.name}/${file}`))
  .filter((name) => name.endsWith(".mjs"));
const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? all : all.filter((name) => wanted.some((start) => name.startsWith(start)));
if (chosen.length === 0) {
  console.error(`bench: nothing is called ${wanted.join(", ")}; there are: ${all.join(", ")}`);
  process.exit(1);
}
for (const name of chosen) {
  console.log(`\n## ${name}`);
  runNode([join(folder, name)]);
}
