import type { CliContext } from "../context.ts";
import type { RetryPlan } from "../options/retry-args.ts";

/** Opens the socket of a pipe, again and again where that is wanted; what that takes is loaded only then. */
export async function openPipe<T>(
  context: CliContext,
  retry: RetryPlan | null,
  signal: AbortSignal,
  open: () => Promise<T>,
): Promise<T> {
  if (retry === null) return open();
  const { openWithRetry } = await import("../conversation/open-with-retry.ts");
  return openWithRetry(context, retry, signal, open, ({ text }) => {
    void context.stderr.print(`${text}\n`);
  });
}
