import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fileReason } from "../../../src/errors/index.ts";

function thrown(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

it.each([
  [thrown(() => readFileSync("/no/such/file, really")), "no such file or directory"],
  [thrown(() => readFileSync("/")), "illegal operation on a directory"],
  [new Error("ENOSPC: no space left on device, write"), "no space left on device"],
  [new Error("EACCES: permission denied, rename '/a' -> '/b'"), "permission denied"],
  [new Error("it is not a folder"), "it is not a folder"],
  ["words", "words"],
])("takes the system's words out of %s", (cause, reason) => {
  expect(fileReason(cause)).toBe(reason);
});
