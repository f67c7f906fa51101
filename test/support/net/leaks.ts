import { readdirSync, readlinkSync } from "node:fs";
import { afterAll, beforeAll, expect } from "vitest";

/** Sockets that this process holds open, as the kernel counts them; 0 where there is no procfs. */
export function openSockets(): number {
  let names: string[];
  try {
    names = readdirSync("/proc/self/fd");
  } catch {
    return 0;
  }
  return names.filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;
}

/** Fails the file when it leaves sockets open. */
export function checkNoLeaks(): void {
  let before = 0;
  beforeAll(() => {
    before = openSockets();
  });
  afterAll(async () => {
    // A handle that was closed leaves the kernel's table when the event loop has turned.
    for (let turn = 0; turn < 50 && openSockets() > before; turn += 1)
      await new Promise((done) => setTimeout(done, 20));
    expect(openSockets()).toBeLessThanOrEqual(before);
  });
}
