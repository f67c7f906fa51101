import { readdirSync, readlinkSync } from "node:fs";
import { afterAll, beforeAll, expect } from "vitest";

/** The sockets and pipes that this process has open, by descriptor. */
function openSockets(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith("socket:") ? [`${fd} ${target}`] : [];
    } catch {
      return [];
    }
  });
}

/** Fails the test file when it leaves a socket open. Call it once at the top of the file. */
export function checkDescriptorLeaks(): void {
  let before: readonly string[] = [];
  beforeAll(() => {
    before = openSockets();
  });
  afterAll(async () => {
    // Sockets of child processes and of Node's own net close one turn after the test has seen their end.
    for (let turn = 0; turn < 50 && openSockets().some((item) => !before.includes(item)); turn++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(openSockets().filter((item) => !before.includes(item))).toEqual([]);
  });
}
