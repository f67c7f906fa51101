import { readdirSync, readlinkSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from "vitest";

/** With this in the environment, garbage is collected all the time while the tests of a file run. */
const FORCE_GC = process.env["JACKFIELD_TEST_GC"] !== undefined;
/** Young objects move at each of these, ... */
const YOUNG_EVERY_MS = 10;
/** ... and what nobody holds is freed at each of these. */
const ALL_EVERY_MS = 400;

/** The sockets that this process holds open, by descriptor, as the kernel tells them; none where there is no procfs. */
function openSockets(): string[] {
  let names: string[];
  try {
    names = readdirSync("/proc/self/fd");
  } catch {
    return [];
  }
  return names.flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith("socket:") ? [`${fd} ${target}`] : [];
    } catch {
      return [];
    }
  });
}

/** Waits until no sockets are open but those of `before`; a closed handle leaves the kernel's table when the loop has turned. */
async function expectNoneBut(before: readonly string[]): Promise<void> {
  const left = (): string[] => openSockets().filter((item) => !before.includes(item));
  for (let turn = 0; turn < 250 && left().length > 0; turn += 1) await new Promise((done) => setTimeout(done, 20));
  expect(left()).toEqual([]);
}

function collectGarbage(): void {
  let timers: NodeJS.Timeout[] = [];
  beforeAll(() => {
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc") as (options?: { readonly type: "minor" | "major" }) => void;
    timers = [setInterval(() => gc({ type: "minor" }), YOUNG_EVERY_MS), setInterval(gc, ALL_EVERY_MS)];
  });
  afterAll(() => timers.forEach(clearInterval));
}

/**
 * Fails each test that leaves a socket open, and the file. Call it once at the top of the file: what a test opens it has to
 * close, and what `beforeAll` opens is open before.
 */
export function checkNoLeaks(): void {
  if (FORCE_GC) collectGarbage();
  let first: readonly string[] = [];
  beforeAll(() => {
    first = openSockets();
  });
  beforeEach(() => {
    const before = openSockets();
    // The first to be registered runs last, after everything that the test itself closes then.
    onTestFinished(() => expectNoneBut(before));
  });
  afterAll(() => expectNoneBut(first));
}
