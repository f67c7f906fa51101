// Builds everything into dist: the library (tsc), the CLI bundle and the page (esbuild), the manual pages.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { markBuilt, ROOT, runNode, tool } from "./ready.mjs";

// tsc never deletes outputs of removed sources, and keeps stale errors of ambient files: always from clean.
rmSync(join(ROOT, "dist"), { recursive: true, force: true });
runNode([tool("typescript", "bin", "tsc"), "-b", "--force"]);
const { bundleCli } = await import("./bundle-cli.mjs");
const { bundlePage } = await import("./bundle-page.mjs");
const { writeManPages } = await import("./man-pages.mjs");
await Promise.all([bundleCli(), bundlePage(), writeManPages()]);
markBuilt();
