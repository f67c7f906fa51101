import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Netcat, type NetcatName } from "../support/netcat.ts";
import { itWith } from "../support/programs.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-nc-"));

/** A client says "question", a server answers; what the client writes down. */
async function conversation(name: NetcatName, options: readonly string[]): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let asked = "";
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => (asked += bytes.toString("latin1")));
    socket.on("end", () => socket.end(`ANSWER-${asked.trim()}\n`));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const result = await Netcat.run(name, [...options, "127.0.0.1", port], "question\n");
  server.close();
  expect(result.stdout).toBe("ANSWER-question\n");
}

describe("-o and -x", () => {
  itWith(["ncat"])("write what ncat writes, byte by byte", async () => {
    const files = (name: string): readonly [string, string] => [
      join(folder, `${name}.raw`),
      join(folder, `${name}.hex`),
    ];
    for (const name of ["jack", "ncat"] as const) {
      const [raw, hex] = files(name);
      await conversation(name, ["-C", "-o", raw, "-x", hex]);
    }
    const [raw, hex] = files("jack");
    const [theirRaw, theirHex] = files("ncat");
    expect(readFileSync(raw, "latin1")).toBe("question\r\nANSWER-question\n");
    expect(readFileSync(raw)).toEqual(readFileSync(theirRaw));
    expect(readFileSync(hex, "latin1")).toBe(readFileSync(theirHex, "latin1"));
  });

  itWith(["ncat"])("begin anew, or go on with --append-output", async () => {
    const path = join(folder, "twice");
    await conversation("jack", ["-o", path]);
    await conversation("jack", ["-o", path]);
    expect(readFileSync(path, "latin1")).toBe("question\nANSWER-question\n");
    await conversation("jack", ["--append-output", "-o", path]);
    expect(readFileSync(path, "latin1")).toBe("question\nANSWER-question\n".repeat(2));
  });

  it("hold what all clients of a listener send and get", async () => {
    const path = join(folder, "listener");
    await using listener = await Netcat.listening("jack", ["-lk", "-o", path, "127.0.0.1", 0]);
    await Netcat.run("jack", ["127.0.0.1", await listener.port()], "one");
    await listener.stdout(/one/);
    await Netcat.run("jack", ["127.0.0.1", await listener.port()], "two");
    await listener.stdout(/two/);
    expect(readFileSync(path, "latin1")).toBe("onetwo");
  });
});

describe("-C, -d and -t", () => {
  it("-C sends CR LF", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0]);
    await Netcat.run("jack", ["-C", "127.0.0.1", await listener.port()], "a\nb\r\nc");
    expect((await listener.result).stdout).toBe("a\r\nb\r\nc");
  });

  it("-d waits before each line, as its manual page says", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0]);
    const begin = Date.now();
    await Netcat.run("jack", ["-d", "150ms", "127.0.0.1", await listener.port()], "1\n2\n3\n4\n");
    expect((await listener.result).stdout).toBe("1\n2\n3\n4\n");
    expect(Date.now() - begin).toBeGreaterThanOrEqual(590);
  });

  it("-t refuses what is proposed and prints the rest", async () => {
    await using listener = await Netcat.listening("jack", ["-l", "127.0.0.1", 0]);
    await using client = new Netcat("jack", ["-t", "127.0.0.1", await listener.port()]);
    listener.write(Uint8Array.of(255, 251, 1, 0x68, 0x69, 255, 253, 3));
    await client.stdout(/^hi$/);
    await expect.poll(() => [...listener.bytes]).toEqual([255, 254, 1, 255, 252, 3]);
  });
});
