import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { explainAddressInUse, findFreePort, findHolders } from "../../../src/net/index.ts";

const linux = process.platform === "linux";

/** A child process that listens, and its port. */
async function holder(): Promise<{ readonly pid: number; readonly port: number; readonly stop: () => void }> {
  const script = `const s = require("node:net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await new Promise((resolve) =>
    child.stdout.once("data", (data: Buffer) => resolve([String(data)])),
  )) as [string];
  return { pid: child.pid ?? 0, port: Number(line), stop: () => child.kill() };
}

describe.runIf(linux)("who holds a port", () => {
  it("is found with its name, also when it is another process", async () => {
    const { pid, port, stop } = await holder();
    try {
      expect(await findHolders("tcp", { host: "127.0.0.1", port })).toEqual([{ pid, command: "node" }]);
      const { hint, freePort } = await explainAddressInUse("tcp", { host: "127.0.0.1", port });
      expect(hint).toMatch(new RegExp(`^held by node \\(pid ${pid}\\); port ${freePort} is free$`));
    } finally {
      stop();
    }
  });

  it("is nobody when the port is free", async () => {
    expect(await findHolders("tcp", { host: "127.0.0.1", port: 1 })).toEqual([]);
    expect(await findHolders("unix", { path: "/no/such/socket" })).toEqual([]);
  });
});

describe("a free port", () => {
  it.each(["tcp", "udp"] as const)("can be bound: %s", async (network) => {
    const port = await findFreePort(network, "127.0.0.1", 40_000);
    expect(port).toBeGreaterThan(40_000);
  });

  it("skips one that is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const found = await findFreePort("tcp", "127.0.0.1", port - 1);
    expect(found).not.toBe(port);
    await new Promise((resolve) => server.close(resolve));
    const udp = createSocket("udp4");
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    const taken = udp.address().port;
    expect(await findFreePort("udp", "127.0.0.1", taken - 1)).not.toBe(taken);
    await new Promise<void>((resolve) => udp.close(() => resolve()));
  });

  it("is not found above the last port", async () => {
    expect(await findFreePort("tcp", "127.0.0.1", 65_535)).toBeUndefined();
  });
});
