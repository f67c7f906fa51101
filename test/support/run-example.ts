import { compileFunction } from "node:vm";
import { transform } from "esbuild";

/**
 * Runs an example of the documentation as it stands, but for its imports, and returns what it prints. What it imports is
 * given by `names`.
 */
export async function runExample(source: string, names: Readonly<Record<string, unknown>>): Promise<string[]> {
  const body = source
    .split("\n")
    .filter((line) => !line.startsWith("import "))
    .join("\n");
  const { code } = await transform(`async function run() {${body}}; return run();`, { loader: "ts", target: "node20" });
  const lines: string[] = [];
  const run = compileFunction(code, [...Object.keys(names), "console"]) as (...values: unknown[]) => Promise<void>;
  await run(...Object.values(names), { log: (...values: unknown[]) => lines.push(values.map(String).join(" ")) });
  return lines;
}

/** What the comments after `console.log(…); // …` promise. */
export function promisedLines(source: string): string[] {
  return [...source.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1] ?? "");
}
