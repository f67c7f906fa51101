import type { ChecksumSpec } from "../../bytes/index.ts";
import { type ArgsOf, many, type ManyArg, option, type OptionArg } from "../command.ts";
import { checksumType } from "./bytes-types.ts";
import { excludePairs, requirePairs } from "./exclude.ts";
import { byteSize, duration, integer, period, rate, text } from "./value-types.ts";

/** How often, how fast and how much: the same in `listen`, `connect`, `udp` and `send`. */
export const FLOW_ARGS: {
  every: OptionArg<number>;
  count: OptionArg<number>;
  delay: OptionArg<number>;
  rate: OptionArg<number>;
  maxBytes: OptionArg<number>;
  maxMessages: OptionArg<number>;
  check: OptionArg<ChecksumSpec>;
  reply: ManyArg<string>;
} = {
  every: option(period),
  count: option(integer("N", 1, 1_000_000_000)),
  delay: option(duration),
  rate: option(rate),
  maxBytes: option(byteSize),
  maxMessages: option(integer("N", 1, Number.MAX_SAFE_INTEGER)),
  check: option(checksumType),
  reply: many(text("RULES")),
};

/** The values of {@link FLOW_ARGS}. */
export type FlowArgs = ArgsOf<typeof FLOW_ARGS>;

/**
 * Refuses what cannot be together.
 * @throws UsageError
 */
export function checkFlow(args: FlowArgs): void {
  requirePairs([["--count", args.count !== undefined, "--every", args.every !== undefined]]);
  excludePairs([["--every", args.every !== undefined, "--delay", args.delay !== undefined]]);
}

/** Whether something looks at the bytes or their pace, so that they cannot go from the socket to the output unseen. */
export function shapesFlow(args: FlowArgs): boolean {
  const { reply, ...others } = args;
  return reply.length > 0 || FLOW_KEYS.some((key) => others[key] !== undefined);
}

const FLOW_KEYS = ["every", "count", "delay", "rate", "maxBytes", "maxMessages", "check"] as const;
