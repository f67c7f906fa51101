// npm run ok: every gate but the tests. Each checker must have seen files: one that saw nothing proves nothing.
import { join } from "node:path";
import { ensureBuilt, ensureInstalled, ROOT, runNode, tool } from "./ready.mjs";

ensureInstalled();
ensureBuilt();
const gates = [
  ["types", [tool("typescript", "bin", "tsc"), "-b", "--force"]],
  ["types of the tests", [tool("typescript", "bin", "tsc"), "-p", "test/tsconfig.json"]],
  ["format", [tool("@biomejs/biome", "bin", "biome"), "format", "."]],
  ["lint", [tool("oxlint", "bin", "oxlint"), "--type-aware", "--deny-warnings"]],
  ["dead code", [tool("knip", "bin", "knip.js")]],
  ["docs of the public exports", ["scripts/check-docs.mjs"]],
  ["error codes", ["scripts/check-errors.mjs"]],
];
for (const [name, args] of gates) {
  console.error(`ok: ${name}`);
  runNode(args, { cwd: join(ROOT) });
}
