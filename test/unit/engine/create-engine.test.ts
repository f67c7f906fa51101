import { readFileSync } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SessionSpec } from "../../../src/api/index.ts";
import { createEngine } from "../../../src/engine/index.ts";
import { SocketError } from "../../../src/errors/index.ts";
import { EventLog } from "../../support/event-log.ts";
import { MemoryNetwork } from "../../support/memory-network.ts";
import { promisedLines, runExample } from "../../support/run-example.ts";

/** The `@example` of a function's documentation. */
function exampleOf(path: string): string {
  const source = readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
  const example = /@example\n([\s\S]*?)\*\//.exec(source)?.[1] ?? "";
  return example
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n");
}

describe("createEngine", () => {
  it("does what its example says", async () => {
    const example = exampleOf("src/engine/create-engine.ts");
    expect(promisedLines(example)).toEqual(["你好"]);
    expect(await runExample(example, { createEngine })).toEqual(["你好"]);
  });

  it("refuses what is wrong at the edge", async () => {
    expect(() => createEngine({ capturefolder: "x" } as object)).toThrow(
      new TypeError('Option "capturefolder" is unknown, want one of captureFolder, network, recorder, services'),
    );
    await using engine = createEngine({ network: new MemoryNetwork() });
    await expect(engine.open({ type: "tcp-server" } as unknown as SessionSpec)).rejects.toMatchObject({
      code: "ERR_BAD_SPEC",
    });
    expect(engine.sessions.size).toBe(0);
  });

  it("forgets a session that could not be opened, unless asked to keep it", async () => {
    await using engine = createEngine({ network: new MemoryNetwork() });
    const spec = { type: "tcp-client", host: "127.0.0.1", port: 9 } as const;
    const log = new EventLog();
    await expect(engine.open(spec, { listener: log.listener })).rejects.toMatchObject({ code: "ERR_REFUSED" });
    expect(log.lines()).toEqual(["error 0", "close 0 error"]);
    expect(engine.sessions.size).toBe(0);
    const kept = await engine.open(spec, { keepFailed: true });
    expect(kept.state()).toMatchObject({
      phase: "failed",
      problem: { code: "ERR_REFUSED", message: "connect tcp 127.0.0.1:9: connection refused" },
    });
    expect([...engine.sessions.keys()]).toEqual([kept.id]);
    await engine.remove(kept.id);
    expect(engine.sessions.size).toBe(0);
  });

  it("rejects with the signal's reason, and leaves nothing open", async () => {
    const network = new MemoryNetwork();
    await using engine = createEngine({ network });
    await expect(
      engine.open({ type: "tcp-server", port: 1 }, { signal: AbortSignal.abort(new Error("no")) }),
    ).rejects.toThrow("no");
    expect(engine.sessions.size).toBe(0);
    expect(network.listeners.size).toBe(0);
  });

  it("a signal that aborts after the opening has no effect", async () => {
    await using engine = createEngine();
    const abort = new AbortController();
    const session = await engine.open({ type: "tcp-server", port: 0 }, { signal: abort.signal });
    abort.abort();
    await new Promise((resolve) => setImmediate(resolve));
    expect(session.state().phase).toBe("open");
  });

  it("says that a capture file cannot be made, as a session of its own", async () => {
    await using engine = createEngine({
      network: new MemoryNetwork(),
      recorder: () => Promise.reject(new SocketError("ERR_ACCESS", { op: "socket", network: "socket" })),
    });
    const kept = await engine.open({ type: "tcp-server", port: 1 }, { keepFailed: true });
    expect(kept.state()).toMatchObject({ phase: "failed", problem: { code: "ERR_ACCESS" } });
  });

  it("keeps temporary captures until the session is removed, and deletes the folder at the end", async () => {
    const network = new MemoryNetwork();
    const engine = createEngine({ network });
    const session = await engine.open({ type: "tcp-server", port: 1 });
    const path = session.state().captureFile ?? "";
    expect(path.startsWith(tmpdir())).toBe(true);
    await session.close();
    expect((await stat(path)).isFile()).toBe(true);
    expect(session.state().rows).toBe(2);
    await engine.remove(session.id);
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
    await engine.close();
    await expect(stat(dirname(path))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(engine.open({ type: "tcp-server", port: 1 })).rejects.toMatchObject({ code: "ERR_CLOSED" });
  });

  it("keeps a capture that has a name of its own", async () => {
    const captureFile = join(tmpdir(), `jf-${process.pid}-kept`, "kept.pcapng");
    try {
      const engine = createEngine({ network: new MemoryNetwork() });
      // A folder that is not there was mistyped, or is on a disk that is not mounted.
      await expect(engine.open({ type: "tcp-server", port: 1, captureFile })).rejects.toMatchObject({
        code: "ERR_FILE",
      });
      await mkdir(dirname(captureFile));
      const first = await engine.open({ type: "tcp-server", port: 1, captureFile });
      await expect(engine.open({ type: "tcp-server", port: 2, captureFile })).rejects.toMatchObject({
        code: "ERR_FILE",
        message: `Capture file "${captureFile}" is being written by session ${first.id}`,
      });
      await first.close();
      await expect(engine.open({ type: "tcp-server", port: 2, captureFile })).rejects.toMatchObject({
        code: "ERR_FILE_EXISTS",
        message: `${captureFile}: the file exists already`,
      });
      await engine.open({ type: "tcp-server", port: 2, captureFile, captureOverwrite: true });
      await engine.close();
      expect((await stat(captureFile)).size).toBeGreaterThan(0);
    } finally {
      await rm(dirname(captureFile), { recursive: true, force: true });
    }
  });

  it("tells when sessions come, change and go", async () => {
    await using engine = createEngine({ network: new MemoryNetwork() });
    let calls = 0;
    engine.onChange(() => (calls += 1));
    const session = await engine.open({ type: "tcp-server", port: 1, record: false });
    await expect.poll(() => calls).toBeGreaterThan(0);
    const before = calls;
    await engine.remove(session.id);
    await expect.poll(() => calls).toBeGreaterThan(before);
  });

  it("closes all its sessions, once", async () => {
    const network = new MemoryNetwork();
    const engine = createEngine({ network });
    const session = await engine.open({ type: "tcp-server", port: 1, record: false });
    const closing = engine.close();
    expect(engine.close()).toBe(closing);
    await closing;
    await session.closed;
    expect(network.listeners.size).toBe(0);
    expect(engine.sessions.size).toBe(0);
  });
});
