// Bundles the CLI into one file that starts fast; koffi stays outside because it is optional and binary.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./ready.mjs";

export async function bundleCli() {
  const entry = join(ROOT, "src", "cli", "main.ts");
  if (!existsSync(entry)) return;
  await build({
    entryPoints: [entry],
    outfile: join(ROOT, "dist", "bin", "jack.cjs"),
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "cjs",
    minify: true,
    keepNames: true,
    external: ["koffi"],
    legalComments: "none",
    logLevel: "warning",
  });
}
