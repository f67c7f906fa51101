import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { processName } from "../../net/index.ts";

/** A process that holds a socket. */
export interface SocketHolder {
  readonly pid: number;
  /** The process's name, see `processName`. */
  readonly command: string;
  readonly fd: number;
  /** When the process was started, in milliseconds since the epoch; null where `/proc` does not tell. */
  readonly startedMs: number | null;
}

/** Who holds which socket. */
export interface ProcessTable {
  /** By the socket's inode. */
  readonly holders: ReadonlyMap<number, readonly SocketHolder[]>;
  /** Processes whose open files this user may not see; their sockets seem to belong to nobody. */
  readonly hidden: number;
}

/** Clock ticks a second in `/proc/PID/stat`: USER_HZ, which is 100 on every Linux that Node runs on; proc_pid_stat(5). */
const TICKS_PER_SECOND = 100;

/**
 * Reads the open files of all processes that this user may look into, from `/proc` (proc(5)). Of who holds sockets that are
 * not wanted nothing more is read: nearly every process has some Unix socket.
 */
export function readProcessTable(wanted: ReadonlySet<number>, proc = "/proc"): ProcessTable {
  const holders = new Map<number, SocketHolder[]>();
  const bootMs = bootTime(proc);
  let hidden = 0;
  for (const name of listOf(proc) ?? []) {
    if (!/^\d+$/.test(name)) continue;
    const files = listOf(`${proc}/${name}/fd`);
    if (files === null) {
      hidden += 1;
      continue;
    }
    let known: Pick<SocketHolder, "pid" | "command" | "startedMs"> | undefined;
    for (const fd of files) {
      const inode = inodeOf(`${proc}/${name}/fd/${fd}`);
      if (inode === null || !wanted.has(inode)) continue;
      known ??= { pid: Number(name), command: processName(name, proc) || "?", startedMs: startOf(proc, name, bootMs) };
      const list = holders.get(inode);
      const holder = { ...known, fd: Number(fd) };
      if (list === undefined) holders.set(inode, [holder]);
      else list.push(holder);
    }
  }
  return { holders, hidden };
}

function listOf(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch (error) {
    // Gone meanwhile: no process any more, and nothing is hidden.
    return (error as NodeJS.ErrnoException).code === "EACCES" ? null : [];
  }
}

function inodeOf(path: string): number | null {
  try {
    const target = readlinkSync(path);
    return target.startsWith("socket:[") ? Number(target.slice("socket:[".length, -1)) : null;
  } catch {
    return null;
  }
}

function bootTime(proc: string): number | null {
  const match = /^btime (\d+)$/m.exec(textOf(`${proc}/stat`));
  return match === null ? null : Number(match[1]) * 1000;
}

function startOf(proc: string, pid: string, bootMs: number | null): number | null {
  const stat = textOf(`${proc}/${pid}/stat`);
  // The name in brackets may hold anything, brackets and spaces too; the 20th field behind it is the start.
  const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
  return bootMs === null || !Number.isFinite(ticks) ? null : bootMs + (ticks / TICKS_PER_SECOND) * 1000;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
