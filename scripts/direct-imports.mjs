// An esbuild plugin that lets every file of src import what it needs from where it is made, past the index.ts of a layer.
// Bundles are cut into pieces by whole files, so an import of index.ts would drag its whole layer into every command.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseSync } from "oxc-parser";

const FACADE = "facade:";

/** `const { a, b } = await import("…/index.ts")` and `(await import("…/index.ts")).a`, as Biome writes them. */
const DESTRUCTURED = /\{([\w\s,:]+)\}\s*=\s*await\s+import\("([^"]+\/index\.ts)"\)/g;
const MEMBER = /\(await\s+import\("([^"]+\/index\.ts)"\)\)\.(\w+)/g;

export function directImports() {
  const barrels = new Map();

  /** What an index.ts exports, by name: the file that makes it and its name there. */
  function exportsOf(path) {
    const known = barrels.get(path);
    if (known !== undefined) return known;
    const found = new Map();
    barrels.set(path, found);
    const { module } = parseSync(path, readFileSync(path, "utf8"));
    for (const { entries } of module.staticExports) {
      for (const { importName, exportName, moduleRequest, isType } of entries) {
        if (isType || moduleRequest === null) continue;
        const target = resolve(dirname(path), moduleRequest.value);
        if (importName.kind === "AllButDefault")
          for (const [name, origin] of exportsOf(target)) found.set(name, origin);
        else if (importName.kind === "Name") found.set(exportName.name, originOf(target, importName.name));
      }
      for (const { exportName, moduleRequest, isType } of entries) {
        if (!isType && moduleRequest === null && exportName.kind === "Name") {
          found.set(exportName.name, { path, name: exportName.name });
        }
      }
    }
    return found;
  }

  function originOf(path, name) {
    const origin = path.endsWith("/index.ts") ? exportsOf(path).get(name) : undefined;
    return origin ?? { path, name };
  }

  function rewrite(path, source) {
    const { module } = parseSync(path, source);
    const edits = [];
    for (const { start, end, moduleRequest, entries } of module.staticImports) {
      const { value } = moduleRequest;
      if (!value.startsWith(".") || !value.endsWith("/index.ts")) continue;
      if (entries.some(({ importName }) => importName.kind !== "Name")) continue;
      const target = resolve(dirname(path), value);
      const lines = entries
        .filter(({ isType }) => !isType)
        .map(({ importName, localName }) => {
          const origin = originOf(target, importName.name);
          return `import { ${origin.name} as ${localName.value} } from ${JSON.stringify(origin.path)};`;
        });
      edits.push([start, end, lines.join("")]);
    }
    let text = source;
    for (const [start, end, replacement] of edits.reverse())
      text = text.slice(0, start) + replacement + text.slice(end);
    const facade = (value, names) => `${FACADE}${names.join(",")}@${resolve(dirname(path), value)}`;
    return text
      .replace(DESTRUCTURED, (_, list, value) => {
        const names = list.split(",").flatMap((item) => /\w+/.exec(item)?.[0] ?? []);
        return `{${list}} = await import(${JSON.stringify(facade(value, names))})`;
      })
      .replace(MEMBER, (_, value, name) => `(await import(${JSON.stringify(facade(value, [name]))})).${name}`);
  }

  return {
    name: "direct-imports",
    setup(build) {
      build.onResolve({ filter: /^facade:/ }, ({ path }) => ({ path: path.slice(FACADE.length), namespace: "facade" }));
      build.onLoad({ filter: /./, namespace: "facade" }, ({ path }) => {
        const [names = "", target = ""] = path.split("@");
        const lines = names.split(",").map((name) => {
          const origin = originOf(target, name);
          return `export { ${origin.name} as ${name} } from ${JSON.stringify(origin.path)};`;
        });
        return { contents: lines.join("\n"), resolveDir: dirname(target), loader: "ts" };
      });
      build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        if (path.includes("node_modules")) return undefined;
        return { contents: rewrite(path, readFileSync(path, "utf8")), loader: "ts" };
      });
    },
  };
}
