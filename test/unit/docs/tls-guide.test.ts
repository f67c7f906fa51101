import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { connectTls, listenTls, makeCertificate, tlsState } from "../../../src/net/index.ts";
import { promisedLines, runExample } from "../../support/run-example.ts";

describe.each(["en", "zh"])("the guide of TLS (%s)", (language) => {
  const guide = readFileSync(new URL(`../../../docs/${language}/tls.md`, import.meta.url), "utf8");
  const examples = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");

  it("prints what its example says", async () => {
    expect(examples.length).toBe(1);
    const [example = ""] = examples;
    const printed = await runExample(example, { connectTls, listenTls, makeCertificate, tlsState });
    expect(printed.map((line) => line.trim())).toEqual(promisedLines(example));
  });
});
