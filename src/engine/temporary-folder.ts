import { rmSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

// A folder of a process that is gone may be deleted when nothing in it changed for this long.
const STALE_MS = 3_600_000;
const NAME = /^jackfield-(.+)-(\d+)-[^-]+$/;

// One exit listener for all engines of the process.
const leftAtExit = new Set<string>();

function removeAll(): void {
  for (const path of leftAtExit) rmSync(path, { recursive: true, force: true });
}

/**
 * Makes the folder for the temporary captures of one engine. It is deleted at the process's end at the latest; what a
 * killed process left behind is deleted by the next one.
 */
export class TemporaryFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
    if (leftAtExit.size === 0) process.once("exit", removeAll);
    leftAtExit.add(path);
  }

  /** @param parent @default the system's temporary folder */
  static async make(parent: string = tmpdir()): Promise<TemporaryFolder> {
    await sweep(parent).catch(() => undefined);
    return new TemporaryFolder(await mkdtemp(join(parent, `jackfield-${hostTag()}-${process.pid}-`)));
  }

  /** Deletes it and all that is in it. Idempotent. */
  async remove(): Promise<void> {
    leftAtExit.delete(this.path);
    if (leftAtExit.size === 0) process.off("exit", removeAll);
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Process numbers mean nothing to another machine or container that shares the folder. */
function hostTag(): string {
  return hostname().replaceAll(/[^\w.]/g, "_");
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, host, pid] = NAME.exec(name) ?? [];
    if (host !== hostTag() || pid === undefined || isAlive(Number(pid))) continue;
    const path = join(parent, name);
    if (await isStale(path).catch(() => false)) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

async function isStale(folder: string): Promise<boolean> {
  const paths = [folder, ...(await readdir(folder)).map((name) => join(folder, name))];
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
  return Math.max(...times) < Date.now() - STALE_MS;
}
