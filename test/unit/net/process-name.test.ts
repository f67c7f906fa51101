import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { processName } from "../../../src/net/index.ts";

function processes(comm: string, exe?: string): string {
  const proc = mkdtempSync(join(tmpdir(), "jackfield-process-"));
  onTestFinished(() => rmSync(proc, { recursive: true }));
  mkdirSync(join(proc, "1"));
  writeFileSync(join(proc, "1", "comm"), `${comm}\n`);
  if (exe !== undefined) symlinkSync(exe, join(proc, "1", "exe"));
  return proc;
}

describe("a process's name", () => {
  it.each([
    ["python3", "/usr/bin/python3.11", "python3"],
    ["a b)", "/bin/x", "a b)"],
    ["MainThread", "/usr/bin/node", "node"],
    ["node-MainThread", "/opt/node 26/bin/node (deleted)", "node"],
    ["MainThread", undefined, "MainThread"],
  ])("of %j, a program at %j, is %j", (comm, exe, name) => {
    expect(processName(1, processes(comm, exe))).toBe(name);
  });

  it("is empty when the process is gone", () => {
    expect(processName(2, processes("sh"))).toBe("");
  });
});
