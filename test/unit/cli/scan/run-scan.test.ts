import { describe, expect, it } from "vitest";
import type { Probe } from "../../../../src/cli/scan/probe.ts";
import { runScan, type ScanPlan } from "../../../../src/cli/scan/run-scan.ts";

const HOST = { name: "h", address: "127.0.0.1", family: 4, others: [] } as const;
const PLAN: ScanPlan = {
  protocol: "tcp",
  hosts: [HOST],
  ports: Array.from({ length: 50 }, (_, index) => index + 1),
  parallel: 7,
  rate: 0,
  waitMs: 100,
  retries: 0,
  banner: false,
  payload: undefined,
};
const CLOSED = { state: "closed", ms: 0, banner: null, reason: undefined } as const;
const never = new AbortController().signal;

describe("runScan", () => {
  it("keeps the order of ports and the bound on what runs at one time", async () => {
    let running = 0;
    let most = 0;
    const probe: Probe = async ({ port }) => {
      running += 1;
      most = Math.max(most, running);
      // Later ports answer earlier.
      for (let turns = port % 7; turns < 7; turns++) await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return CLOSED;
    };
    const found: number[] = [];
    await runScan(PLAN, probe, { found: ({ port }) => void found.push(port), progress: () => undefined }, never);
    expect(found).toEqual(PLAN.ports);
    expect(most).toBe(7);
  });

  it("begins no faster than the rate", async () => {
    const begun: number[] = [];
    const probe: Probe = () => {
      begun.push(performance.now());
      return Promise.resolve(CLOSED);
    };
    const plan = { ...PLAN, ports: PLAN.ports.slice(0, 11), rate: 100 };
    await runScan(plan, probe, { found: () => undefined, progress: () => undefined }, never);
    expect((begun.at(-1) ?? 0) - (begun[0] ?? 0)).toBeGreaterThanOrEqual(95);
  });

  it("tells what it knows when it is stopped", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const found: number[] = [];
    const probe: Probe = ({ port, signal }) => {
      // The first port never answers; the last one ends the scan.
      if (port === 7) queueMicrotask(() => controller.abort(reason));
      if (port !== 1) return Promise.resolve(CLOSED);
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(reason), { once: true }));
    };
    const scan = runScan(
      PLAN,
      probe,
      { found: ({ port }) => void found.push(port), progress: () => undefined },
      controller.signal,
    );
    await expect(scan).rejects.toBe(reason);
    expect(found.slice(0, 6)).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it("ends with the fault of a probe", async () => {
    const fault = new Error("broken");
    const probe: Probe = ({ port }) => (port === 3 ? Promise.reject(fault) : Promise.resolve(CLOSED));
    await expect(runScan(PLAN, probe, { found: () => undefined, progress: () => undefined }, never)).rejects.toBe(
      fault,
    );
  });
});
