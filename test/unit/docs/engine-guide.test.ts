import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createEngine } from "../../../src/engine/index.ts";
import { promisedLines, runExample } from "../../support/run-example.ts";

describe.each(["en", "zh"])("the guide of the engine (%s)", (language) => {
  const guide = readFileSync(new URL(`../../../docs/${language}/engine.md`, import.meta.url), "utf8");
  const examples = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");

  it("has examples", () => {
    expect(examples.length).toBe(3);
  });

  it.each(examples.map((example, index) => [index + 1, example] as const))(
    "example %i prints what it says",
    async (_, example) => {
      const promised = promisedLines(example);
      expect(promised.length).toBeGreaterThan(0);
      expect(await runExample(example, { createEngine })).toEqual(promised);
    },
  );
});
