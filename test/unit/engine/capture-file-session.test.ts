import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createEngine } from "../../../src/engine/index.ts";
import { MemoryNetwork } from "../../support/memory-network.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jf-open-"));
  path = join(folder, "talk.pcapng");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Records one exchange and returns how many rows it has. */
async function record(): Promise<number> {
  const network = new MemoryNetwork();
  const engine = createEngine({ network });
  const session = await engine.open({ type: "tcp-server", port: 80, captureFile: path });
  const client = await network.connect({ host: "127.0.0.1", port: 80 });
  await client.write(new TextEncoder().encode("你好"));
  await expect.poll(() => session.state().counters.bytesIn).toBe(6);
  await session.send(new TextEncoder().encode("answer"), 1);
  await client.close();
  await session.close();
  const { rows } = session.state();
  await engine.close();
  return rows;
}

it("a recorded session opens again with the same rows and peers", async () => {
  const rows = await record();
  await using engine = createEngine();
  const opened = await engine.open({ type: "capture-file", path });
  expect(opened.state()).toMatchObject({
    phase: "open",
    name: "talk.pcapng",
    rows,
    peersOpen: 0,
    peersTotal: 1,
    problem: null,
    captureFile: path,
    counters: { bytesIn: 6, bytesOut: 6, readsIn: 1, writesOut: 1 },
  });
  expect(opened.peers()).toMatchObject([{ id: 1, remote: "127.0.0.1:40000", phase: "gone" }]);
  const list = (await opened.capture?.read(0, 100)) ?? [];
  expect(list.map((row) => row.kind)).toEqual(["listen", "accept", "data", "data", "eof", "eof", "close", "close"]);
  expect(Buffer.from(list[2]?.bytes ?? []).toString()).toBe("你好");
  await expect(opened.send(new Uint8Array(1), "all")).rejects.toMatchObject({ code: "ERR_NOT_CONNECTED" });
  await opened.close();
  expect((await opened.capture?.read(0, 1))?.length).toBe(1);
  const before = await readFile(path);
  await engine.remove(opened.id);
  expect(await readFile(path)).toEqual(before);
});

it("a cut file opens as far as it is whole, and says where it ends", async () => {
  await record();
  await truncate(path, (await readFile(path)).length - 30);
  await using engine = createEngine();
  const opened = await engine.open({ type: "capture-file", path });
  expect(opened.state()).toMatchObject({ phase: "open", problem: { code: "ERR_BAD_CAPTURE" } });
  expect(opened.state().rows).toBeGreaterThan(3);
});

it("what is no capture is refused", async () => {
  await using engine = createEngine();
  await expect(engine.open({ type: "capture-file", path })).rejects.toMatchObject({ code: "ERR_FILE" });
  await writeFile(path, "no capture at all, just text");
  await expect(engine.open({ type: "capture-file", path })).rejects.toMatchObject({ code: "ERR_BAD_CAPTURE" });
  expect(engine.sessions.size).toBe(0);
});
