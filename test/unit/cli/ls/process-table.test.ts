import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readProcessTable } from "../../../../src/cli/ls/process-table.ts";

let proc: string;
beforeAll(() => {
  proc = mkdtempSync(join(tmpdir(), "jackfield-proc-"));
  writeFileSync(join(proc, "stat"), "cpu 1 2 3\nbtime 1000\n");
  const add = (pid: number, command: string, files: Readonly<Record<string, string>>, start: string): void => {
    mkdirSync(join(proc, `${pid}/fd`), { recursive: true });
    writeFileSync(join(proc, `${pid}/comm`), `${command}\n`);
    writeFileSync(join(proc, `${pid}/stat`), `${pid} (${command}) S ${"0 ".repeat(18)}${start} 0 0\n`);
    for (const [fd, target] of Object.entries(files)) symlinkSync(target, join(proc, `${pid}/fd/${fd}`));
  };
  add(7, "a ) b", { 0: "/dev/null", 3: "socket:[42]", 4: "socket:[43]", 5: "socket:[44]" }, "250");
  add(8, "child", { 5: "socket:[42]" }, "x");
  mkdirSync(join(proc, "9"));
});
afterAll(() => rmSync(proc, { recursive: true }));

it("knows who holds which socket, and since when the process runs", () => {
  const { holders, hidden } = readProcessTable(new Set([42, 43]), proc);
  expect(hidden).toBe(0);
  expect([...holders.keys()].sort((a, b) => a - b)).toEqual([42, 43]);
  expect(holders.get(42)).toEqual([
    { pid: 7, command: "a ) b", fd: 3, startedMs: 1_002_500 },
    { pid: 8, command: "child", fd: 5, startedMs: null },
  ]);
});
