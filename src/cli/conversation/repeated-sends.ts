import type { Clock } from "../context.ts";

/** What is sent again and again. */
export interface RepeatedSendsOptions {
  readonly messages: readonly Uint8Array[];
  readonly everyMs: number;
  /** Null: until it is stopped. */
  readonly count: number | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly send: (bytes: Uint8Array) => Promise<void>;
}

/** What was sent. */
export interface RepeatedSendsResult {
  readonly sent: number;
  /** Turns left out because the ones before took too long. */
  readonly missed: number;
}

/** Sends all messages at once, then again after each period, counted from the start so that it does not drift. */
export async function repeatSends(options: RepeatedSendsOptions): Promise<RepeatedSendsResult> {
  const { messages, everyMs, clock, signal, send } = options;
  const count = options.count ?? Number.POSITIVE_INFINITY;
  const begin = clock.nowMs();
  let sent = 0;
  let missed = 0;
  for (let period = 0; sent < count && !signal.aborted; period += 1) {
    const late = clock.nowMs() - (begin + period * everyMs);
    if (late < 0) await clock.sleep(-late, signal);
    else if (everyMs > 0 && late >= everyMs) {
      const left = Math.floor(late / everyMs);
      missed += left;
      period += left;
    }
    if (signal.aborted) break;
    for (const bytes of messages) await send(bytes);
    sent += 1;
  }
  return { sent, missed };
}
