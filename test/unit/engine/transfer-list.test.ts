import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEngine, type Session } from "../../../src/engine/index.ts";
import { MAX_ENDED_TRANSFERS } from "../../../src/engine/transfer-list.ts";
import { EventLog } from "../../support/event-log.ts";
import { MemoryNetwork, type MemoryStream } from "../../support/memory-network.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jf-transfers-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bench(): Promise<{ session: Session; client: MemoryStream; path: string; log: EventLog }> {
  const network = new MemoryNetwork();
  const engine = createEngine({ network });
  const log = new EventLog();
  const session = await engine.open({ type: "tcp-server", port: 80, record: false }, { listener: log.listener });
  const client = await network.connect({ host: "127.0.0.1", port: 80 });
  await log.first((event) => event.kind === "accept");
  const path = join(folder, `file-${Math.random()}`);
  await writeFile(path, "content");
  return { session, client, path, log };
}

it("lists transfers while they run and after, and answers their end", async () => {
  const { session, client, path } = await bench();
  const target = `${path}.in`;
  const out = await session.sendFile(path, "all");
  const into = await session.receiveToFile(target, "all");
  expect([out.id, into.id]).toEqual(["t1", "t2"]);
  expect(Buffer.from((await client.read()) ?? []).toString()).toBe("content");
  expect(await session.transferEnd("t1")).toMatchObject({ phase: "done", bytes: 7 });
  session.cancelTransfer("t2");
  session.cancelTransfer("t2");
  session.cancelTransfer("nobody");
  expect(await session.transferEnd("t2")).toMatchObject({ phase: "cancelled", path: target });
  expect(session.state().transfers.map((transfer) => transfer.phase)).toEqual(["done", "cancelled"]);
  await expect(session.transferEnd("t9")).rejects.toThrow(RangeError);
});

it("a transfer that cannot begin is not listed", async () => {
  const { session, path } = await bench();
  await expect(session.sendFile(`${path}.none`, "all")).rejects.toMatchObject({ code: "ERR_FILE" });
  await expect(session.sendFile(path, 7)).rejects.toMatchObject({ code: "ERR_NO_SUCH_PEER" });
  await expect(session.receiveToFile(path, 1)).rejects.toMatchObject({ code: "ERR_FILE_EXISTS" });
  await expect(session.receiveToFile(`${path}.new`, 7)).rejects.toThrow("Peer 7 does not exist");
  expect(session.state().transfers).toEqual([]);
});

it("the end of the session ends them: sending is cancelled, what was received is whole", async () => {
  const { session, client, path, log } = await bench();
  const out = await session.sendFile(path, "all", { bytesPerSecond: 1 });
  const into = await session.receiveToFile(`${path}.in`, "all");
  await client.write(new TextEncoder().encode("received"));
  await log.first((event) => event.kind === "data" && event.direction === "in");
  const closing = session.close();
  await client.close();
  await closing;
  expect(await session.transferEnd(out.id)).toMatchObject({ phase: "cancelled" });
  expect(await session.transferEnd(into.id)).toMatchObject({ phase: "done", bytes: 8 });
});

it("forgets the oldest ended transfers", async () => {
  const { session, client, path } = await bench();
  for (let n = 0; n < MAX_ENDED_TRANSFERS + 5; n++) {
    const { id } = await session.sendFile(path, "all");
    await client.read();
    await session.transferEnd(id);
  }
  const { transfers } = session.state();
  expect(transfers.length).toBeLessThanOrEqual(MAX_ENDED_TRANSFERS + 1);
  expect(transfers.at(-1)?.id).toBe(`t${MAX_ENDED_TRANSFERS + 5}`);
});

it("a sending is cancelled at once even when its peer takes nothing", async () => {
  const network = new MemoryNetwork();
  network.capacity = 1;
  await using engine = createEngine({ network });
  const log = new EventLog();
  const session = await engine.open({ type: "tcp-server", port: 80, record: false }, { listener: log.listener });
  const client = await network.connect({ host: "127.0.0.1", port: 80 });
  await log.first((event) => event.kind === "accept");
  const path = join(folder, "stalled");
  await writeFile(path, new Uint8Array(1000));
  const { id } = await session.sendFile(path, 1, { chunkBytes: 100 });
  await expect.poll(() => session.peers()[0]?.queuedBytes).toBe(100);
  session.cancelTransfer(id);
  expect(await session.transferEnd(id)).toMatchObject({ phase: "cancelled", bytes: 100 });
  client.reset();
});
