import { expect, it } from "vitest";
import type { CliError } from "../../../../src/cli/cli-error.ts";
import { readAll } from "../../../../src/cli/io/read-all.ts";
import { FakeSource } from "../../../support/cli-context.ts";

it("puts all pieces together", async () => {
  const source = new FakeSource();
  source.write("one ");
  source.end("two");
  expect(Buffer.from(await readAll(source, 7)).toString()).toBe("one two");
});

it("refuses what is too much", async () => {
  const source = new FakeSource();
  source.end("one two");
  const error = (await readAll(source, 6).catch((reason: unknown) => reason)) as CliError;
  expect(error).toMatchObject({ exitCode: 3, errorCode: "ERR_LIMIT" });
});
