import { readFileSync, readlinkSync } from "node:fs";

/** What Node 24 and later name their main thread, which the kernel takes for the name of the process. */
const THREAD_NAMES: ReadonlySet<string> = new Set(["MainThread", "node-MainThread"]);

/**
 * A process's name as the kernel knows it, at most 15 bytes (`/proc/PID/comm`, proc_pid_comm(5)), or the name of its
 * program's file where that is only the name of a thread; empty where neither can be read.
 */
export function processName(pid: number | string, proc = "/proc"): string {
  try {
    const name = readFileSync(`${proc}/${pid}/comm`, "utf8").trimEnd();
    return THREAD_NAMES.has(name) ? programName(pid, proc) || name : name;
  } catch {
    return "";
  }
}

function programName(pid: number | string, proc: string): string {
  try {
    const path = readlinkSync(`${proc}/${pid}/exe`);
    // An executable that was replaced while it runs is told as "/usr/bin/node (deleted)".
    return path.slice(path.lastIndexOf("/") + 1).replace(/ \(deleted\)$/, "");
  } catch {
    return "";
  }
}
