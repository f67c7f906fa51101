import { JackfieldError, SocketError } from "../../errors/index.ts";
import type { CliContext } from "../context.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { EXIT } from "../exit-table.ts";
import type { RetryPlan } from "../options/retry-args.ts";
import { problemSentence } from "../output/problem-sentence.ts";

/** Told of each failure that is followed by another attempt. */
export interface RetryNotice {
  readonly error: JackfieldError;
  /** The sentence, in the user's language. */
  readonly text: string;
  /** Which of the further attempts comes. */
  readonly attempt: number;
  /** Null: without end. */
  readonly attempts: number | null;
  readonly delayMs: number;
}

/** Waits double at most so often, so that the number stays one. */
const MAX_DOUBLINGS = 40;

/**
 * Opens, and when that fails opens again as the plan says; what another attempt cannot change (usage, files) is not
 * tried again.
 * @throws the last failure; `signal.reason` when the signal aborts
 */
export async function openWithRetry<T>(
  context: Pick<CliContext, "clock" | "messages">,
  plan: RetryPlan | null,
  signal: AbortSignal,
  open: () => Promise<T>,
  tell: (notice: RetryNotice) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await open();
    } catch (error) {
      signal.throwIfAborted();
      const isLast = plan === null || (plan.attempts > 0 && attempt > plan.attempts);
      if (isLast || !JackfieldError.is(error) || !mayPass(error)) throw error;
      const delayMs = Math.min(plan.maxDelayMs, plan.delayMs * 2 ** Math.min(MAX_DOUBLINGS, attempt - 1));
      const attempts = plan.attempts === 0 ? null : plan.attempts;
      const reason = problemSentence(error, context.messages);
      const seconds = String(Number((delayMs / 1000).toFixed(3)));
      tell({
        error,
        text: context.messages.flow.retrying(reason, seconds, attempt, attempts),
        attempt,
        attempts,
        delayMs,
      });
      await context.clock.sleep(delayMs, signal);
      signal.throwIfAborted();
    }
  }
}

/** Whether time may mend it. */
function mayPass(error: JackfieldError): boolean {
  const isSocket = error instanceof SocketError || error.name === "SocketError";
  return isSocket && (error as SocketError).op !== "setsockopt" && exitCodeOf(error) !== EXIT.usage;
}
