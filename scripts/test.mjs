// npm test: sets up what is missing, then runs every test, or those whose paths are given.
import { ensureBuilt, ensureInstalled, runNode, tool } from "./ready.mjs";

ensureInstalled();
ensureBuilt();
runNode([tool("vitest", "vitest.mjs"), "run", ...process.argv.slice(2)]);
