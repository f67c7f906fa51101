import type { ScanHost } from "./host-list.ts";
import type { Probe, ProbeResult } from "./probe.ts";
import type { ScanProtocol } from "./service-names.ts";

/** What is scanned and how. */
export interface ScanPlan {
  readonly protocol: ScanProtocol;
  readonly hosts: readonly ScanHost[];
  readonly ports: readonly number[];
  /** Probes that run at one time. */
  readonly parallel: number;
  /** Probes that are begun in a second; 0 is no limit. */
  readonly rate: number;
  readonly waitMs: number;
  readonly retries: number;
  readonly banner: boolean;
  readonly payload: Uint8Array | undefined;
}

/** One port and what was found. */
export interface ScannedPort extends ProbeResult {
  readonly host: ScanHost;
  readonly port: number;
}

/** Who hears of the results. */
export interface ScanListener {
  /** In the order of hosts and ports, whatever order the answers came in. */
  found(result: ScannedPort): void | Promise<void>;
  /** As often as anything changed. */
  progress(done: number, total: number): void;
}

/**
 * Asks every port of every host, at most `parallel` at a time and `rate` a second, and tells the results in order.
 * Rejects with `signal.reason` when it is aborted; the results before are told first.
 */
export async function runScan(
  plan: ScanPlan,
  probe: Probe,
  listener: ScanListener,
  signal: AbortSignal,
): Promise<void> {
  const total = plan.hosts.length * plan.ports.length;
  const waiting = new Map<number, ScannedPort>();
  let next = 0;
  let done = 0;
  let told = 0;
  const faults: unknown[] = [];
  const begin = performance.now();

  async function tell(): Promise<void> {
    for (let result = waiting.get(told); result !== undefined; result = waiting.get(told)) {
      waiting.delete(told);
      told += 1;
      await listener.found(result);
    }
  }

  let telling = Promise.resolve();
  async function work(): Promise<void> {
    while (next < total && faults.length === 0 && !signal.aborted) {
      const index = next;
      next += 1;
      await pace(index, plan.rate, begin, signal);
      const host = plan.hosts[Math.floor(index / plan.ports.length)];
      const port = plan.ports[index % plan.ports.length];
      if (host === undefined || port === undefined || signal.aborted) return;
      const { protocol, waitMs, banner, payload, retries } = plan;
      const { address, family } = host;
      const result = await probe({ protocol, address, family, port, waitMs, banner, payload, retries, signal });
      waiting.set(index, { ...result, host, port });
      done += 1;
      telling = telling.then(tell);
      listener.progress(done, total);
      await telling;
    }
  }

  const workers = Array.from({ length: Math.min(plan.parallel, total) }, () =>
    work().catch((error: unknown) => {
      faults.push(error);
    }),
  );
  await Promise.all(workers);
  await telling;
  // Stopped early: what came behind a port that never answered is known all the same.
  for (const index of [...waiting.keys()].sort((a, b) => a - b)) {
    const result = waiting.get(index);
    if (result !== undefined) await listener.found(result);
  }
  signal.throwIfAborted();
  if (faults.length > 0) throw faults[0];
}

/** Waits until the probe with this number may begin. */
async function pace(index: number, rate: number, beginMs: number, signal: AbortSignal): Promise<void> {
  if (rate === 0) return;
  const waitMs = beginMs + (index / rate) * 1000 - performance.now();
  if (waitMs < 1) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    signal.addEventListener("abort", done, { once: true });
  });
}
