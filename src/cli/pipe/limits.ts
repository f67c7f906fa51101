import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import type { Activity } from "./activity.ts";

/** When a command gives up. */
export interface TimeLimits {
  /** What was to come before the time is up; that it did not is then what went wrong. */
  readonly expect?: { readonly source: string } | undefined;
  /** In all; undefined: never. */
  readonly timeout?: number | undefined;
  /** Of silence in both directions; undefined: never. */
  readonly idle?: number | undefined;
}

/**
 * Runs `work` until it ends, the user interrupts, or a limit strikes; then `work`'s signal is aborted, and the reason is
 * thrown when `work` has cleaned up.
 * @throws CliError 124; Interrupted
 */
export async function withLimits<T>(
  { clock, signal }: Pick<CliContext, "clock" | "signal">,
  limits: TimeLimits,
  activity: Activity,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stop = (reason: unknown): void => {
    if (!controller.signal.aborted) controller.abort(reason);
  };
  const onInterrupt = (): void => stop(signal.reason);
  if (signal.aborted) onInterrupt();
  signal.addEventListener("abort", onInterrupt, { once: true });
  const ended = new AbortController();
  const { timeout, idle, expect } = limits;
  const late = (why: CliError): CliError =>
    expect === undefined
      ? why
      : new CliError(EXIT.expectation, (m) => `${m.problem.unfinishedExpectation(expect.source)}; ${why.text(m)}`);
  if (timeout !== undefined) {
    void clock
      .sleep(timeout, ended.signal)
      .then(() => stop(late(new CliError(EXIT.timedOut, (m) => m.problem.timedOut(timeout)))));
  }
  if (idle !== undefined) {
    const silent = (): void => stop(late(new CliError(EXIT.timedOut, (m) => m.problem.idle(idle))));
    void watchSilence(idle, activity, clock, ended.signal, silent);
  }
  try {
    const result = await work(controller.signal);
    if (controller.signal.aborted) throw controller.signal.reason;
    return result;
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    ended.abort();
    signal.removeEventListener("abort", onInterrupt);
  }
}

async function watchSilence(
  idle: number,
  activity: Activity,
  clock: CliContext["clock"],
  ended: AbortSignal,
  stop: () => void,
): Promise<void> {
  let seen = activity.moves;
  let since = clock.nowMs();
  // Looked at a few times a period, so that the path of the bytes carries no timer.
  while (!ended.aborted) {
    await clock.sleep(Math.max(1, Math.min(1000, idle / 8)), ended);
    const now = clock.nowMs();
    if (activity.moves !== seen) {
      seen = activity.moves;
      since = now;
    } else if (now - since >= idle) return stop();
  }
}
