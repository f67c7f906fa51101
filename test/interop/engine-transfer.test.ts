import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { EventLog, portOf } from "../support/event-log.ts";
import { ForeignProgram } from "../support/foreign-program.ts";
import { itWith } from "../support/programs.ts";

const SIZE = 100_000_000;
let folder = "";
let big = "";
let sha = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jf-transfer-"));
  big = join(folder, "big");
  const block = randomBytes(1_000_000);
  const bytes = Buffer.alloc(SIZE);
  for (let at = 0; at < SIZE; at += block.length) {
    block.writeUInt32LE(at, 0);
    block.copy(bytes, at);
  }
  sha = createHash("sha256").update(bytes).digest("hex");
  await writeFile(big, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SINK = `
import socket, sys, hashlib
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
h = hashlib.sha256(); n = 0
while part := s.recv(1 << 20): h.update(part); n += len(part)
print(n, h.hexdigest())
`;

const SOURCE = `
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.recv(1)
with open(sys.argv[2], "rb") as f: s.sendfile(f)
`;

describe("files over TCP, against CPython", () => {
  const it = itWith(["python3"]);

  it("100 MB sent arrive with equal SHA-256, in flat memory", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open({ type: "tcp-server", port: 0, record: false });
    server.listen((event) => (event.kind === "data" ? undefined : log.listener(event)));
    await using client = ForeignProgram.python(SINK, portOf(server.state().local));
    await log.first((event) => event.kind === "accept");
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 20);
    const started = await server.sendFile(big, "all", { shutdownAfter: true });
    expect(started).toMatchObject({ direction: "out", totalBytes: SIZE, phase: "running", peer: 1 });
    const done = await server.transferEnd(started.id);
    clearInterval(watch);
    expect(done).toMatchObject({ phase: "done", bytes: SIZE, sha256: sha, problem: null });
    expect(await client.line()).toBe(`${SIZE} ${sha}`);
    expect(most).toBeLessThan(32 * 1024 * 1024);
  });

  it("100 MB received are written with equal SHA-256, under the name only when whole", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open({ type: "tcp-server", port: 0, record: false });
    server.listen((event) => (event.kind === "data" ? undefined : log.listener(event)));
    await using client = ForeignProgram.python(SOURCE, portOf(server.state().local), big);
    await log.first((event) => event.kind === "accept");
    const path = join(folder, "received");
    const { id } = await server.receiveToFile(path, 1);
    expect(await readdir(folder)).not.toContain("received");
    await server.send(Buffer.from("!"), 1);
    expect(await client.exited).toBe(0);
    expect(await server.transferEnd(id)).toMatchObject({ phase: "done", bytes: SIZE, sha256: sha });
    const received = await readFile(path);
    expect(createHash("sha256").update(received).digest("hex")).toBe(sha);
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
    await expect(server.receiveToFile(path, "all")).rejects.toMatchObject({ code: "ERR_FILE_EXISTS" });
  });

  it("a cancelled sending stops, and the session goes on", async () => {
    await using engine = createEngine();
    const log = new EventLog();
    const server = await engine.open({ type: "tcp-server", port: 0, record: false }, { listener: log.listener });
    await using client = ForeignProgram.python(SINK, portOf(server.state().local));
    await log.first((event) => event.kind === "accept");
    const { id } = await server.sendFile(big, 1, { bytesPerSecond: 1_000_000 });
    await log.until(() => log.bytes("out").length >= 100_000);
    server.cancelTransfer(id);
    const ended = await server.transferEnd(id);
    expect(ended).toMatchObject({ phase: "cancelled", sha256: null });
    expect(ended.bytes).toBeLessThan(SIZE);
    await server.send(Buffer.from("end"), 1);
    await server.disconnect(1);
    expect(await client.line()).toMatch(new RegExp(`^${ended.bytes + 3} `));
  });
});
