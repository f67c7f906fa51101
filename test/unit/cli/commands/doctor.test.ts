import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../../../../src/cli/doctor/finding.ts";
import { startCli } from "../../../support/cli-context.ts";

interface Line {
  readonly check: string;
  readonly level: string;
  readonly text: { readonly lines: readonly string[]; readonly remedies?: readonly string[] };
  readonly [fact: string]: unknown;
}

async function examine(args: readonly string[]): Promise<readonly Line[]> {
  const run = await startCli(["doctor", "--json", ...args]);
  expect([0, 4]).toContain(await run.code);
  expect(run.stderr.text).toBe("");
  return run.stdout.text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

async function listenOn(host: string): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return { port, [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())) };
}

describe("jack doctor", () => {
  it("looks at everything once", async () => {
    const findings = await examine([]);
    expect(findings.map(({ check }) => check).sort()).toEqual(CHECKS.filter((check) => check !== "port").sort());
    for (const { text } of findings) expect(text.lines.length).toBeGreaterThan(0);
  });

  it.runIf(process.platform === "linux")(
    "knows who holds a port, that only this machine reaches it, and which is free",
    async () => {
      await using held = await listenOn("127.0.0.1");
      const [finding] = await examine([String(held.port)]);
      expect(finding).toMatchObject({
        check: "port",
        level: "note",
        port: held.port,
        loopbackOnly: true,
        holders: [{ protocol: "tcp", local: `127.0.0.1:${held.port}`, processes: [{ pid: process.pid }] }],
      });
      expect(finding?.["trials"]).toContainEqual({ network: "tcp", host: "127.0.0.1", code: "ERR_ADDRESS_IN_USE" });
      const text = [...(finding?.text.lines ?? []), ...(finding?.text.remedies ?? [])].join("\n");
      expect(text).toMatch(/is held by .* \(\d+\)/);
      expect(text).toContain("others cannot reach it");
      expect(text).toContain(`kill ${process.pid}`);
    },
  );

  it.runIf(process.platform === "linux")("knows a port that others reach", async () => {
    await using held = await listenOn("0.0.0.0");
    const [finding] = await examine([String(held.port)]);
    expect(finding).toMatchObject({ level: "note", loopbackOnly: false });
  });

  it("leaves a free port free", async () => {
    const held = await listenOn("0.0.0.0");
    await held[Symbol.asyncDispose]();
    const [finding] = await examine([String(held.port)]);
    expect(finding).toMatchObject({ check: "port", level: "ok", holders: [] });
    await new Promise<void>((resolve, reject) => {
      const server = createServer().once("error", reject);
      server.listen(held.port, "0.0.0.0", () => server.close(() => resolve()));
    });
  });

  it("writes for a person, in both languages", async () => {
    for (const [locale, title] of [
      ["en", "Addresses"],
      ["zh", "地址"],
    ] as const) {
      const run = await startCli(["doctor"], { locale });
      await run.code;
      expect(run.stdout.text).toMatch(new RegExp(`^(?:ok|!!) +${title} `, "m"));
      expect(run.stdout.text).not.toContain("\u001b");
      expect(run.stdout.text).not.toContain("undefined");
    }
  });

  it("refuses what is no port", async () => {
    const run = await startCli(["doctor", "http"]);
    expect(await run.code).toBe(1);
    expect(run.stderr.text).toContain('"http" is no whole number from 1 to 65535');
  });
});
