import { createHash } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FileSender, type FileSenderPort } from "../../../src/engine/file-sender.ts";
import { SocketError } from "../../../src/errors/index.ts";
import type { SendResult } from "../../../src/engine/index.ts";

let folder = "";
let path = "";
const CONTENT = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jf-send-"));
  path = join(folder, "file");
  await writeFile(path, CONTENT);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Sink {
  readonly port: FileSenderPort;
  readonly chunks: Buffer[];
  readonly shutdowns: number[];
}

function sink(send?: (n: number, to: readonly number[]) => Promise<SendResult>, peers: readonly number[] = [1]): Sink {
  const chunks: Buffer[] = [];
  const shutdowns: number[] = [];
  const port: FileSenderPort = {
    id: "t1",
    datagrams: false,
    peers,
    send: async (bytes, to, { signal }) => {
      chunks.push(Buffer.from(bytes));
      signal?.throwIfAborted();
      return (await send?.(chunks.length - 1, to)) ?? { sent: to, failed: [] };
    },
    shutdown: async (peer) => void shutdowns.push(peer),
    onChange: () => undefined,
  };
  return { port, chunks, shutdowns };
}

describe("FileSender", () => {
  it("sends all of the file in chunks, then FIN when asked", async () => {
    const { port, chunks, shutdowns } = sink();
    const sender = await FileSender.start(port, path, { chunkBytes: 300, shutdownAfter: true });
    expect(sender.state()).toMatchObject({ phase: "running", totalBytes: 1000, direction: "out", peer: 1, path });
    await sender.ended;
    expect(chunks.map((chunk) => chunk.length)).toEqual([300, 300, 300, 100]);
    expect(Buffer.concat(chunks).equals(CONTENT)).toBe(true);
    expect(shutdowns).toEqual([1]);
    expect(sender.state()).toMatchObject({
      phase: "done",
      bytes: 1000,
      sha256: createHash("sha256").update(CONTENT).digest("hex"),
      problem: null,
    });
  });

  it("sends an empty file as nothing", async () => {
    const empty = join(folder, "empty");
    await writeFile(empty, "");
    const { port, chunks } = sink();
    const sender = await FileSender.start(port, empty, {});
    await sender.ended;
    expect(chunks).toEqual([]);
    expect(sender.state()).toMatchObject({ phase: "done", bytes: 0, totalBytes: 0 });
  });

  it("keeps to the rate", async () => {
    const { port, chunks } = sink();
    const started = performance.now();
    const sender = await FileSender.start(port, path, { bytesPerSecond: 5000 });
    await sender.ended;
    // Two chunks of 500 bytes: the second may go 100 ms after the first.
    expect(chunks.map((chunk) => chunk.length)).toEqual([500, 500]);
    expect(performance.now() - started).toBeGreaterThan(90);
  });

  it("goes on with the peers that are left, and fails when none is", async () => {
    const gone = new SocketError("ERR_RESET", { op: "send", network: "tcp" });
    const seen: (readonly number[])[] = [];
    const { port } = sink(
      async (n, to) => {
        seen.push(to);
        if (n === 1) return { sent: [2], failed: [{ peer: 1, error: gone }] };
        return n === 3 ? { sent: [], failed: [{ peer: 2, error: gone }] } : { sent: to, failed: [] };
      },
      [1, 2],
    );
    const sender = await FileSender.start(port, path, { chunkBytes: 200 });
    await sender.ended;
    expect(seen).toEqual([[1, 2], [1, 2], [2], [2]]);
    expect(sender.state()).toMatchObject({
      phase: "failed",
      bytes: 600,
      sha256: null,
      peer: null,
      problem: { code: "ERR_RESET" },
    });
  });

  it("stops when it is cancelled, also while a peer takes nothing", async () => {
    const { port } = sink((n) => (n === 0 ? Promise.resolve({ sent: [1], failed: [] }) : new Promise(() => undefined)));
    const blocked: FileSenderPort = {
      ...port,
      send: (bytes, to, options) =>
        Promise.race([
          port.send(bytes, to, options),
          new Promise<never>((_, reject) => {
            options.signal?.addEventListener("abort", () => reject(options.signal?.reason as Error));
          }),
        ]),
    };
    const sender = await FileSender.start(blocked, path, { chunkBytes: 10 });
    await expect.poll(() => sender.state().bytes).toBe(10);
    sender.cancel();
    await sender.ended;
    expect(sender.state()).toMatchObject({ phase: "cancelled", bytes: 10, problem: null });
  });

  it("says that a file became shorter", async () => {
    const shrinking = join(folder, "shrinking");
    await writeFile(shrinking, CONTENT);
    const { port } = sink(async (n) => {
      if (n === 0) await truncate(shrinking, 500);
      return { sent: [1], failed: [] };
    });
    const sender = await FileSender.start(port, shrinking, { chunkBytes: 100 });
    await sender.ended;
    expect(sender.state()).toMatchObject({ phase: "failed", problem: { code: "ERR_FILE" } });
    expect(sender.state().problem?.message).toContain("became shorter than 1000 bytes");
  });

  it("refuses what is no readable regular file", async () => {
    const { port } = sink();
    await expect(FileSender.start(port, join(folder, "none"), {})).rejects.toMatchObject({ code: "ERR_FILE" });
    await expect(FileSender.start(port, folder, {})).rejects.toMatchObject({
      code: "ERR_FILE",
      message: `File "${folder}" is no regular file`,
    });
    const fifo = join(folder, "fifo");
    spawnSync("sh", ["-c", 'mkfifo "$1"', "sh", fifo]);
    await expect(FileSender.start(port, fifo, {})).rejects.toMatchObject({ code: "ERR_FILE" });
    await expect(FileSender.start(port, "/dev/zero", {})).rejects.toMatchObject({ code: "ERR_FILE" });
  });

  it.each([
    [{ chunkBytes: 0 }, "chunkBytes is 0, want a whole number from 1 to 16777216"],
    [{ chunkBytes: 1.5 }, "chunkBytes is 1.5"],
    [{ bytesPerSecond: 0 }, "bytesPerSecond is 0, want more than 0"],
  ])("refuses %j", async (options, message) => {
    await expect(FileSender.start(sink().port, path, options)).rejects.toThrow(message);
  });

  it("bounds a datagram", async () => {
    const port = { ...sink().port, datagrams: true };
    await expect(FileSender.start(port, path, { chunkBytes: 65_508 })).rejects.toThrow(
      "want a whole number from 1 to 65507",
    );
  });
});
