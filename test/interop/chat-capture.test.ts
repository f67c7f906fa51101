import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { Jack } from "../support/jack.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-chat-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function serve(...words: readonly string[]): Promise<{ jack: Jack; address: string }> {
  const jack = new Jack(["serve", ...words, "--json"]);
  const [, port] = await jack.stdout(/"event":"listening".*"port":(\d+)\}/);
  return { jack, address: `127.0.0.1:${port}` };
}

/** The rows of a capture as its reader shows them: kind, direction, text. */
async function rowsOf(path: string): Promise<string[]> {
  await using engine = createEngine();
  const session = await engine.open({ type: "capture-file", path });
  const rows = (await session.capture?.read(0, 100)) ?? [];
  return rows.map(({ kind, direction, bytes }) => [kind, direction, new TextDecoder().decode(bytes)].join(" ").trim());
}

describe("jack chat --capture", () => {
  it("keeps a contact's datagrams, and never replaces a file", async () => {
    const { jack, address } = await serve("inbox:0", "--auto-answer", "在");
    await using _jack = jack;
    const path = join(folder, "to.pcapng");
    const words = ["chat", "to", address, "--as", "taibai", "--capture", path];
    const first = await Jack.run(words, "在吗\n");
    expect([first.code, first.stdout.toString()]).toEqual([0, "taibai: 在\n"]);
    const rows = await rowsOf(path);
    expect(rows).toEqual(expect.arrayContaining(["data out 发给taibai: 在吗", "data in 在"]));
    const again = await Jack.run(words, "在吗\n");
    expect([again.code, again.stdout.toString()]).toEqual([3, ""]);
    expect(again.stderr).toContain(path);
    expect((await readFile(path)).length).toBeGreaterThan(100);
  });

  it.each(["--tcp", "--udp"])("keeps a stay in a room (%s)", async (network) => {
    const { jack, address } = await serve("room:0");
    await using _jack = jack;
    await jack.stdout(/"network":"tcp"/);
    const path = join(folder, `room${network}.pcapng`);
    const result = await Jack.run(["chat", "room", address, "--name", "Ann", network, "--capture", path], "大家好\n");
    expect(result.code).toBe(0);
    const rows = (await rowsOf(path)).join("\n");
    expect(rows).toMatch(/data out .*大家好/);
    if (network === "--tcp") expect(rows).toMatch(/data in [^]*"welcome"/);
  });
});
