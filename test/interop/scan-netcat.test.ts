import { spawnSync } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { Jack } from "../support/jack.ts";

const hasNetcat = spawnSync("nc", ["-h"], { encoding: "utf8" }).stderr?.includes("-z") ?? false;

describe.skipIf(!hasNetcat)("jack scan beside nc -z", () => {
  it("finds the same ports open in a range", async () => {
    const servers = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const server = createServer((socket) => socket.on("error", () => undefined).end());
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return server;
      }),
    );
    try {
      const ports = servers.map((server) => (server.address() as AddressInfo).port);
      const [from, to] = [Math.max(1, Math.min(...ports) - 20), Math.min(65_535, Math.min(...ports) + 20)];
      const range = `${from}-${to}`;
      const before = openByNetcat(range);
      const { stdout, code } = await Jack.run(["scan", "127.0.0.1", range, "--json", "--wait", "30s"]);
      const after = openByNetcat(range);
      const ours = stdout
        .toString()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { type: string; port: number; state: string })
        .filter(({ type, state }) => type === "port" && state === "open")
        .map(({ port }) => port);
      expect(code).toBe(0);
      // Other programs come and go meanwhile: what nc saw both times is what must be there.
      expect(ours).toEqual(expect.arrayContaining(before.filter((port) => after.includes(port))));
      for (const port of ours) expect([...before, ...after, ...ports]).toContain(port);
    } finally {
      for (const server of servers) server.close();
    }
  });
});

function openByNetcat(range: string): number[] {
  const { stderr } = spawnSync("nc", ["-zvn", "-w", "20", "127.0.0.1", range], { encoding: "utf8" });
  return [...stderr.matchAll(/127\.0\.0\.1 (\d+) port .*succeeded/g)].map(([, port]) => Number(port));
}
