import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";

// Who may import whom. This is the design: do not edit it to fix a build.
const PURE = { node: false } as const;
const NODE = { node: true } as const;
const BELOW_ENGINE = ["errors", "bytes", "capture", "handlers", "tap", "scenario", "api", "net"];
const POLICY: Readonly<Record<string, { readonly node: boolean; readonly layers: readonly string[] }>> = {
  errors: { ...PURE, layers: [] },
  bytes: { ...PURE, layers: ["errors"] },
  capture: { ...PURE, layers: ["errors", "bytes"] },
  handlers: { ...PURE, layers: ["errors", "bytes"] },
  tap: { ...PURE, layers: ["errors", "bytes"] },
  scenario: { ...PURE, layers: ["errors", "bytes"] },
  api: { ...PURE, layers: ["errors", "bytes", "capture"] },
  net: { ...NODE, layers: ["errors", "bytes"] },
  engine: { ...NODE, layers: BELOW_ENGINE },
  services: { ...NODE, layers: [...BELOW_ENGINE, "engine"] },
  testing: { ...NODE, layers: [...BELOW_ENGINE, "engine", "services"] },
  "web/server": { ...NODE, layers: [...BELOW_ENGINE, "engine", "services"] },
  "web/client": { ...PURE, layers: ["errors", "bytes", "capture", "api"] },
  cli: { ...NODE, layers: [...BELOW_ENGINE, "engine", "services", "web/server"] },
};

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesUnder(path);
    return /\.tsx?$/.test(name) && !name.endsWith(".d.ts") ? [path] : [];
  });
}

function layerOf(path: string): string {
  const parts = relative(SRC, path).split(sep);
  return parts[0] === "web" ? `web/${parts[1]}` : (parts[0] ?? "");
}

/** The specifiers that a source imports, statically, by re-export or by `import()` of a literal. */
function importsOf(path: string, source: string): string[] {
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  return [
    ...module.staticImports.map((item) => item.moduleRequest.value),
    ...module.staticExports.flatMap((item) => item.entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ...module.dynamicImports.flatMap((item) => {
      const literal = /^["'](.*)["']$/.exec(source.slice(item.moduleRequest.start, item.moduleRequest.end));
      return literal?.[1] === undefined ? [] : [literal[1]];
    }),
  ];
}

/** What breaks the policy in one source file. */
function violations(path: string, source: string): string[] {
  const layer = layerOf(path);
  const policy = POLICY[layer];
  if (policy === undefined) return [`${path}: no such layer "${layer}"`];
  return importsOf(path, source).flatMap((specifier) => {
    if (specifier.startsWith("node:")) return policy.node ? [] : [`${layer} is pure, but imports ${specifier}`];
    if (!specifier.startsWith(".")) return [];
    const target = layerOf(resolve(dirname(path), specifier));
    if (target === layer || policy.layers.includes(target)) return [];
    return [`${layer} may not import ${target} (${specifier})`];
  });
}

describe("layers", () => {
  it("holds the policy in every source file", () => {
    const files = filesUnder(SRC);
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((path) => violations(path, readFileSync(path, "utf8")))).toEqual([]);
  });

  it.each([
    ["bytes/planted.ts", `import { readFileSync } from "node:fs";`, "bytes is pure, but imports node:fs"],
    [
      "net/planted.ts",
      `import type { X } from "../engine/index.ts";`,
      "net may not import engine (../engine/index.ts)",
    ],
    [
      "web/client/planted.ts",
      `export { X } from "../../net/index.ts";`,
      "web/client may not import net (../../net/index.ts)",
    ],
    ["engine/planted.ts", `const x = await import("../cli/main.ts");`, "engine may not import cli (../cli/main.ts)"],
  ])("sees a planted bad import in %s", (name, source, message) => {
    expect(violations(join(SRC, name), source)).toEqual([message]);
  });
});
