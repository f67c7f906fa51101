import type { SessionSpec } from "../../api/index.ts";
import type { Engine, OpenOptions, Session } from "../../engine/index.ts";
import type { CliContext } from "../context.ts";
import type { RetryPlan } from "../options/retry-args.ts";
import type { Notices } from "./notices.ts";
import { openWithRetry } from "./open-with-retry.ts";

/** What is opened, and how. */
export interface OpenSessionOptions {
  readonly spec: SessionSpec;
  readonly retry: RetryPlan | null;
  readonly signal: AbortSignal;
  readonly notices: Notices;
  readonly open: Omit<OpenOptions, "signal">;
}

/**
 * Opens a session, again and again where that is wanted; each further attempt is told.
 * @throws as `Engine.open`
 */
export async function openSession(
  context: Pick<CliContext, "clock" | "messages">,
  engine: Engine,
  { spec, retry, signal, notices, open }: OpenSessionOptions,
): Promise<Session> {
  return openWithRetry(
    context,
    retry,
    signal,
    () => engine.open(spec, { ...open, signal }),
    ({ error, text, attempt, attempts, delayMs }) =>
      notices.tell("retry", { code: error.code, message: error.message, attempt, attempts, delayMs }, text),
  );
}
