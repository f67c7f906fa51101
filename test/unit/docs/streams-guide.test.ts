import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bindDatagrams, connect, listen, serve } from "../../../src/net/index.ts";
import { promisedLines, runExample } from "../../support/run-example.ts";

describe.each(["en", "zh"])("the guide of streams (%s)", (language) => {
  const guide = readFileSync(new URL(`../../../docs/${language}/streams.md`, import.meta.url), "utf8");
  const examples = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");

  it("has examples", () => {
    expect(examples.length).toBe(3);
  });

  it.each(examples.map((example, index) => [index + 1, example] as const))(
    "example %i prints what it says",
    async (_, example) => {
      const promised = promisedLines(example);
      expect(promised.length).toBeGreaterThan(0);
      const printed = await runExample(example, { bindDatagrams, connect, listen, serve });
      expect(printed.map((line) => line.trim())).toEqual(promised);
    },
  );
});
