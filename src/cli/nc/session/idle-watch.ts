import type { Clock } from "../../context.ts";
import type { Activity } from "../../pipe/activity.ts";
import { NcExit } from "../report/nc-exit.ts";
import type { NcSession } from "./nc-session.ts";

/** What an idle timeout looks at. */
export interface IdleWatchInput {
  readonly idleMs: number;
  readonly activity: Activity;
  readonly clock: Clock;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Whether time counts now; a listener without connections is not idle. @default always */
  readonly counts?: () => boolean;
}

/** Resolves to true when nothing was read or sent for so long, to false when the signal ends the watch. */
export async function watchIdle({ idleMs, activity, clock, signal, counts }: IdleWatchInput): Promise<boolean> {
  let seen = activity.moves;
  let since = clock.nowMs();
  while (!signal.aborted) {
    // Looked at some times a period, so that no byte pays for a timer.
    const left = since + idleMs - clock.nowMs();
    await clock.sleep(Math.max(1, Math.min(left, idleMs / 16, 250)), signal);
    if (activity.moves !== seen || counts?.() === false) {
      seen = activity.moves;
      since = clock.nowMs();
    } else if (clock.nowMs() - since >= idleMs) return !signal.aborted;
  }
  return false;
}

/** `-i` of a listener: fails with exit code 2, as in ncat, when there are connections and all of them are silent. */
export async function watchListener(
  { options, activity, io }: NcSession,
  counts: () => boolean,
  fail: (error: unknown) => void,
): Promise<void> {
  if (options.idleMs === 0) return;
  const { signal } = new AbortController();
  const idle = await watchIdle({ idleMs: options.idleMs, activity, clock: io.clock, signal, counts });
  if (idle) fail(new NcExit(2, `Idle timeout expired (${options.idleMs} ms). QUITTING.`));
}
