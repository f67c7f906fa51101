import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TemporaryFolder } from "../../../src/engine/temporary-folder.ts";

let parent = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "jf-parent-"));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const HOST = hostname().replaceAll(/[^\w.]/g, "_");

async function leftBehind(host: string, pid: number, ageMs: number): Promise<string> {
  const path = join(parent, `jackfield-${host}-${pid}-abcdef`);
  await mkdir(path);
  const file = join(path, "s1.pcapng");
  await writeFile(file, "x");
  const time = new Date(Date.now() - ageMs);
  await utimes(file, time, time);
  await utimes(path, time, time);
  return basename(path);
}

it("is made for this process, and removed with what is in it", async () => {
  const folder = await TemporaryFolder.make(parent);
  expect(basename(folder.path)).toMatch(new RegExp(`^jackfield-${HOST}-${process.pid}-\\w{6}$`));
  await writeFile(join(folder.path, "file"), "x");
  await folder.remove();
  await folder.remove();
  expect(await readdir(parent)).toEqual([]);
});

it("deletes what a process that is gone left behind, and nothing else", async () => {
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  const day = 86_400_000;
  await leftBehind(HOST, gone, day);
  const kept = [
    await leftBehind(HOST, process.pid, day),
    await leftBehind("another.host", gone, day),
    await leftBehind(HOST, gone === 4_000_000 ? 4_000_001 : 4_000_000, 1000),
  ];
  await writeFile(join(parent, "jackfield-notes.txt"), "x");
  const folder = await TemporaryFolder.make(parent);
  expect((await readdir(parent)).sort()).toEqual([...kept, "jackfield-notes.txt", basename(folder.path)].sort());
  await folder.remove();
});
