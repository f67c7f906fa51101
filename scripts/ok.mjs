// npm run ok: every gate but the tests. All gates run; the names of those that failed are told at the end. Each checker
// must have seen files: one that saw nothing proves nothing.
import { spawnSync } from "node:child_process";
import { ensureBuilt, ensureInstalled, ROOT, tool } from "./ready.mjs";

ensureInstalled();
ensureBuilt();
const gates = [
  ["types", [tool("typescript", "bin", "tsc"), "-b"]],
  ["types of the tests", [tool("typescript", "bin", "tsc"), "-p", "test/tsconfig.json"]],
  ["types of the examples", [tool("typescript", "bin", "tsc"), "-p", "examples/tsconfig.json"]],
  ["format", [tool("@biomejs/biome", "bin", "biome"), "format", "."]],
  ["lint", [tool("oxlint", "bin", "oxlint"), "--type-aware", "--deny-warnings"]],
  ["dead code", [tool("knip", "bin", "knip.js")]],
  ["docs of the public exports", ["scripts/check-docs.mjs"]],
  ["api reference", ["scripts/api-reference.mjs"]],
  ["error codes", ["scripts/check-errors.mjs"]],
  ["size of the page", ["scripts/check-size.mjs"]],
  ["package", [tool("publint", "src", "cli.js"), "--strict"]],
  ["types of the package", [tool("@arethetypeswrong/cli", "dist", "index.js"), "--pack", ".", "--profile", "esm-only"]],
];
const failed = gates.filter(([name, args]) => {
  console.error(`ok: ${name}`);
  return spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" }).status !== 0;
});
if (failed.length > 0) {
  console.error(`not ok: ${failed.map(([name]) => name).join(", ")}`);
  process.exit(1);
}
console.error(`ok: all ${gates.length} gates`);
