import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ServedFolder } from "../../../../src/services/files/served-folder.ts";

let root = "";
let folder: ServedFolder;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "jackfield-files-"));
  const base = join(root, "base");
  await mkdir(join(base, "sub"), { recursive: true });
  await mkdir(join(root, "base-beside"));
  await writeFile(join(root, "secret"), "secret");
  await writeFile(join(root, "base-beside", "secret"), "secret");
  await writeFile(join(base, "a.txt"), "hello");
  await writeFile(join(base, "sub", "你好 x"), "inner");
  await symlink("a.txt", join(base, "link"));
  await symlink("../secret", join(base, "out"));
  await symlink("../base-beside", join(base, "beside"));
  await symlink("/dev/zero", join(base, "zero"));
  await symlink("loop", join(base, "loop"));
  execFileSync("mkfifo", [join(base, "fifo")]);
  folder = await ServedFolder.open(base);
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe("a served folder", () => {
  it.each([
    ["a.txt", "hello"],
    ["link", "hello"],
    ["sub/你好 x", "inner"],
  ])("opens %j", async (name, content) => {
    const file = await folder.openFile(name);
    expect((await file.handle.readFile()).toString()).toBe(content);
    expect(file.size).toBe(content.length);
    await file.handle.close();
  });

  it.each([
    ["", "bad-name"],
    ["../secret", "bad-name"],
    ["sub/../a.txt", "bad-name"],
    ["./a.txt", "bad-name"],
    ["/etc/passwd", "bad-name"],
    ["a.txt\0.png", "bad-name"],
    ["sub//x", "bad-name"],
    ["sub/", "bad-name"],
    ["none", "missing"],
    ["a.txt/x", "missing"],
    ["n".repeat(300), "missing"],
    ["sub", "folder"],
    ["out", "outside"],
    ["beside/secret", "outside"],
    ["zero", "outside"],
    ["loop", "outside"],
    ["fifo", "not-a-file"],
  ])("refuses %j: %s", async (name, reason) => {
    await expect(folder.openFile(name)).rejects.toMatchObject({ reason });
  });

  it("lists only what it would serve", async () => {
    const names = (await folder.list("")).map(({ name }) => name).toSorted();
    expect(names).toEqual(["a.txt", "link", "sub"]);
    expect(await folder.list("sub")).toMatchObject([{ name: "你好 x", folder: false, size: 5 }]);
    await expect(folder.list("beside")).rejects.toMatchObject({ reason: "outside" });
  });

  it("has another tag for another content of the same size", async () => {
    const path = join(folder.root, "changing");
    await writeFile(path, "one");
    const before = await folder.openFile("changing");
    await before.handle.close();
    await rm(path);
    await writeFile(path, "two");
    const after = await folder.openFile("changing");
    await after.handle.close();
    expect(after.tag).not.toBe(before.tag);
  });

  it("is not made of a file or of nothing", async () => {
    await expect(ServedFolder.open(join(root, "secret"))).rejects.toMatchObject({ code: "ERR_FILE" });
    await expect(ServedFolder.open(join(root, "none"))).rejects.toMatchObject({ code: "ERR_FILE" });
  });
});
