// Bundles the workbench's page.
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./ready.mjs";

export async function bundlePage() {
  const source = join(ROOT, "src", "web", "client");
  const entry = join(source, "main.tsx");
  if (!existsSync(entry)) return;
  const out = join(ROOT, "dist", "page");
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: [entry],
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    minify: true,
    sourcemap: false,
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "warning",
  });
  copyFileSync(join(source, "index.html"), join(out, "index.html"));
}
