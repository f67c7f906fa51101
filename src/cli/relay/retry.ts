import { SocketError } from "../../errors/index.ts";
import type { Clock } from "../context.ts";

/** How often opening is tried again. */
export interface RetryPlan {
  /** Further attempts; infinite tries for ever. */
  readonly retries: number;
  readonly waitMs: number;
}

/** What may be otherwise in a moment. */
const PASSING: ReadonlySet<string> = new Set([
  "ERR_REFUSED",
  "ERR_TIMEOUT",
  "ERR_RESET",
  "ERR_HOST_UNREACHABLE",
  "ERR_NETWORK_UNREACHABLE",
  "ERR_HOST_UNKNOWN",
  "ERR_PATH_NOT_FOUND",
  "ERR_STALE_SOCKET",
]);

/**
 * Opens something, again and again while it fails for a reason that may pass.
 * @throws the last attempt's error; `signal.reason`
 */
export async function openWithRetries<T>(
  open: () => Promise<T>,
  { retries, waitMs }: RetryPlan,
  clock: Clock,
  signal: AbortSignal,
  onRetry: (error: SocketError, left: number | null) => void,
): Promise<T> {
  for (let left = retries; ; left -= 1) {
    try {
      return await open();
    } catch (error) {
      signal.throwIfAborted();
      if (left <= 0 || !(error instanceof SocketError) || !PASSING.has(error.code)) throw error;
      onRetry(error, left === Number.POSITIVE_INFINITY ? null : left);
      await clock.sleep(waitMs, signal);
      signal.throwIfAborted();
    }
  }
}
