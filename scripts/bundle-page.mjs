// Bundles the workbench's page: index.html, and beside it assets with hashed names.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./ready.mjs";

const SOURCE = join(ROOT, "src", "web", "client");
const OUT = join(ROOT, "dist", "page");

/** The address of the script that was made of an entry; what is loaded on demand is an entry of its own. */
function addressOf(outputs, entry) {
  const [path] = Object.entries(outputs).find(([, output]) => entry.endsWith(`/${output.entryPoint}`)) ?? [];
  if (path === undefined) throw new Error(`the page's bundle has no script of ${entry}`);
  return `/${relative(OUT, join(ROOT, path)).replaceAll("\\", "/")}`;
}

// Our modules do nothing but define: what a chunk does not use of a layer stays out of it.
const noSideEffects = {
  name: "no-side-effects",
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.tsx?$/ }, ({ path, resolveDir, kind }) =>
      kind === "entry-point" ? undefined : { path: join(resolveDir, path), sideEffects: false },
    );
  },
};

export async function bundlePage() {
  const entry = join(SOURCE, "main.tsx");
  if (!existsSync(entry)) return;
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(join(OUT, "assets"), { recursive: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outdir: join(OUT, "assets"),
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    minify: true,
    sourcemap: false,
    metafile: true,
    plugins: [noSideEffects],
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "warning",
  });
  const script = addressOf(metafile.outputs, entry.replaceAll("\\", "/"));
  const bundle = Object.values(metafile.outputs).find((output) => output.cssBundle !== undefined);
  const style = `/${relative(OUT, join(ROOT, bundle.cssBundle)).replaceAll("\\", "/")}`;
  const html = readFileSync(join(SOURCE, "index.html"), "utf8");
  writeFileSync(join(OUT, "index.html"), html.replace("%SCRIPT%", script).replace("%STYLE%", style));
  copyFileSync(join(SOURCE, "icon.svg"), join(OUT, "assets", "icon.svg"));
}
