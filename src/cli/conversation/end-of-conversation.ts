import type { CliContext } from "../context.ts";
import { exitCodeOf } from "../exit-codes.ts";
import { EXIT } from "../exit-table.ts";
import { endReason } from "../output/end-reason.ts";
import { isoTime, jsonLine } from "../output/json-formatter.ts";
import { type Totals, totalsLine } from "../output/totals.ts";

/** How a conversation ended. */
export interface EndOfConversation {
  readonly plan: { readonly out: string; readonly interactive?: boolean };
  readonly args: { readonly verbose: boolean; readonly quiet: boolean };
  readonly activity: Totals;
  readonly ms: number;
  /** Null: well. */
  readonly failure: unknown;
}

function isNothing({ peers, readsIn, writesOut }: Totals): boolean {
  return peers + readsIn + writesOut === 0;
}

/** The last line: what was counted. A program gets it always, a person after a session at the terminal or with `--verbose`. */
export async function tellEnd(
  { stdout, stderr, clock, messages }: Pick<CliContext, "stdout" | "stderr" | "clock" | "messages">,
  { plan, args, activity, ms, failure }: EndOfConversation,
): Promise<void> {
  if (plan.out === "json") {
    const { bytesIn, bytesOut, readsIn, writesOut, peers, dropped } = activity;
    const counted = { bytesIn, bytesOut, readsIn, writesOut, peers, dropped, seconds: Number((ms / 1000).toFixed(3)) };
    const exitCode = failure === null ? EXIT.ok : exitCodeOf(failure);
    const line = jsonLine({
      event: "end",
      time: isoTime(clock.nowMs() * 1000),
      exitCode,
      ...endReason(failure),
      ...counted,
    });
    await stdout.print(line).catch(() => undefined);
  } else if (isNothing(activity) && failure !== null) {
    // It was never open: why is all there is to say.
  } else if (args.verbose || (plan.interactive === true && !args.quiet)) {
    await stderr.print(totalsLine(activity, ms, messages)).catch(() => undefined);
  }
}
