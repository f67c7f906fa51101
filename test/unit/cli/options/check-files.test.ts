import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import type { CliError } from "../../../../src/cli/cli-error.ts";
import { zh } from "../../../../src/cli/messages/zh.ts";
import { checkFiles, type NamedFiles } from "../../../../src/cli/options/check-files.ts";

const folder = mkdtempSync(join(tmpdir(), "jack-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "there");
writeFileSync(file, "x");

it("takes files that are there, and new ones in folders that are there", async () => {
  await checkFiles({ tlsCa: file, file, save: join(folder, "new"), capture: file });
  await checkFiles({});
});

it.each<[NamedFiles, string]>([
  [{ tlsCa: join(folder, "no") }, '--tls-ca: "'],
  [{ tlsKey: join(folder, "no") }, "cannot be read: it is not there"],
  [{ file: folder }, "cannot be read: it is a folder"],
  [{ save: join(folder, "no", "x") }, `the folder "${join(folder, "no")}" is not there`],
  [{ capture: join(file, "x") }, "is no folder"],
])("refuses %j", async (files, message) => {
  const error = (await checkFiles(files).catch((reason: unknown) => reason)) as CliError;
  expect(error).toMatchObject({ exitCode: 3, errorCode: "ERR_FILE" });
  expect(error.message).toContain(message);
  expect(error.message).not.toContain("ENO");
  expect(error.text(zh)).toMatch(/^--[a-z-]+：无法.*(?:不存在|文件夹)$/u);
});
