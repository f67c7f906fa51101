import type { ReconnectSpec } from "../../api/index.ts";
import { type ArgsOf, option, type OptionArg } from "../command.ts";
import { requirePairs } from "./exclude.ts";
import { duration, integer } from "./value-types.ts";

/** The first wait when none is given. */
export const DEFAULT_RETRY_DELAY_MS = 500;
/** The longest wait when none is given. */
export const DEFAULT_RETRY_MAX_DELAY_MS = 10_000;

/** What is done when opening fails. */
export const RETRY_ARGS: {
  retry: OptionArg<number>;
  retryDelay: OptionArg<number>;
  retryMaxDelay: OptionArg<number>;
} = {
  retry: option(integer("N", 0, 1_000_000_000)),
  retryDelay: option(duration),
  retryMaxDelay: option(duration),
};

/** The values of {@link RETRY_ARGS}. */
export type RetryArgs = ArgsOf<typeof RETRY_ARGS>;

/** How often opening is tried again, and when. */
export interface RetryPlan {
  /** Further attempts; 0: without end. */
  readonly attempts: number;
  /** The first wait; doubled after each failure. */
  readonly delayMs: number;
  readonly maxDelayMs: number;
}

/**
 * The plan of the options; null when nothing is tried again.
 * @throws UsageError for a wait without `--retry`
 */
export function retryPlan(args: RetryArgs, reconnect = false): RetryPlan | null {
  const has = args.retry !== undefined || reconnect;
  requirePairs([
    ["--retry-delay", args.retryDelay !== undefined, "--retry", has],
    ["--retry-max-delay", args.retryMaxDelay !== undefined, "--retry", has],
  ]);
  if (!has) return null;
  const delayMs = Math.max(1, args.retryDelay ?? DEFAULT_RETRY_DELAY_MS);
  const maxDelayMs = Math.max(delayMs, args.retryMaxDelay ?? DEFAULT_RETRY_MAX_DELAY_MS);
  return { attempts: args.retry ?? 0, delayMs, maxDelayMs };
}

/** The same for a session that connects again whenever its connection is lost; N failures in a row end it. */
export function reconnectSpec({ attempts, delayMs, maxDelayMs }: RetryPlan): ReconnectSpec {
  return { attempts, delayMs: Math.ceil(delayMs), maxDelayMs: Math.ceil(maxDelayMs) };
}
