// CPU time of other processes, from the scheduler's own count: steadier than throughput on a shared machine.
import { readdirSync, readFileSync } from "node:fs";

/** CPU time of all threads of a process in seconds; 0 when it is gone. */
export function cpuSeconds(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
      const [ns] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, "latin1").split(" ");
      return sum + Number(ns) / 1e9;
    }, 0);
  } catch {
    return 0;
  }
}

/** Watches processes from now on; `stop()` gives the CPU seconds that they took, also of those that have ended. */
export function watchCpu(...pids) {
  const first = pids.map(cpuSeconds);
  const last = [...first];
  const look = () => {
    for (const [index, pid] of pids.entries()) last[index] = Math.max(last[index], cpuSeconds(pid));
  };
  const timer = setInterval(look, 4);
  return {
    stop() {
      look();
      clearInterval(timer);
      return last.reduce((sum, seconds, index) => sum + seconds - first[index], 0);
    },
  };
}

export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? Number.NaN;
