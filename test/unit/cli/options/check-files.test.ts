import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type CliError, UsageError } from "../../../../src/cli/cli-error.ts";
import { en } from "../../../../src/cli/messages/en.ts";
import { zh } from "../../../../src/cli/messages/zh.ts";
import { checkFile, checkFiles, type FileUse, type NamedFiles } from "../../../../src/cli/options/check-files.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "there");
writeFileSync(file, "x");
mkdirSync(join(folder, "sub"));

it("takes files that are there, and new ones in folders that are there", async () => {
  await checkFiles({ tlsCa: file, file, rules: file, save: join(folder, "new"), capture: file });
  await checkFiles({ saveDir: join(folder, "new", "deep"), captureFolder: folder });
  await checkFile("files", "folder", folder);
  await checkFiles({});
});

it("takes - only where standard input can be meant", async () => {
  await checkFiles({ file: "-", rules: "-" });
  await expect(checkFiles({ tlsCa: "-" })).rejects.toThrow("--tls-ca: - means nothing here");
  await expect(checkFiles({ capture: "-" })).rejects.toThrow(UsageError);
});

type One = readonly [option: string, use: FileUse, path: string];

function isOne(files: NamedFiles | One): files is One {
  return Array.isArray(files);
}

async function refused(files: NamedFiles | One): Promise<CliError> {
  const checked = isOne(files) ? checkFile(...files) : checkFiles(files);
  return (await checked.catch((reason: unknown) => reason)) as CliError;
}

it.each<[NamedFiles | One, string, string]>([
  [{ tlsCa: join(folder, "no") }, '--tls-ca: "', `looked for at ${join(folder, "no")}`],
  [{ tlsKey: join(folder, "no") }, "cannot be read: it is not there", "Check the spelling"],
  [{ project: join(file, "x") }, "cannot be read: it is not there", "Check the spelling"],
  [{ file: folder }, "cannot be read: it is a folder", "Name a file."],
  [{ save: join(folder, "no", "x") }, `the folder "${join(folder, "no")}" is not there`, "mkdir -p"],
  [{ save: join(folder, "sub") }, "cannot be written: it is a folder", "Name a file."],
  [{ capture: join(file, "x") }, "is no folder", "Name a folder."],
  [{ saveDir: join(file, "x", "y") }, `the folder "${file}" is no folder`, "Name a folder."],
  [["files", "folder", file], "cannot be read: it is no folder", "Name a folder."],
  [["files", "folder", join(folder, "no")], "files: ", "Check the spelling"],
])("refuses %j", async (files, message, remedy) => {
  const error = await refused(files);
  expect(error).toMatchObject({ exitCode: 3, errorCode: "ERR_FILE" });
  expect(error.message).toContain(message);
  expect(error.message).not.toContain("ENO");
  expect(error.remedy?.(en)).toContain(remedy);
  expect(error.text(zh)).toMatch(/^[a-z-]+：无法.*(?:不存在|文件夹)$/u);
  expect(error.remedy?.(zh)).toMatch(/。$/u);
});
