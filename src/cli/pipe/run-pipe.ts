import { formatAddress, type Stream } from "../../net/index.ts";
import type { CliContext } from "../context.ts";
import { totalsLine } from "../output/totals.ts";
import { Activity } from "./activity.ts";
import { withLimits } from "./limits.ts";
import { pipeStream } from "./pipe-stream.ts";

/** A connection that is interrupted may take this long to send what it has taken. */
const CLOSE_TIMEOUT_MS = 2000;

/** The options of a pipe, as the command line has them. */
export interface PipeArgs {
  readonly timeout?: number | undefined;
  readonly idle?: number | undefined;
  readonly wait?: number | undefined;
  readonly noWait: boolean;
  readonly sendOnly: boolean;
  readonly recvOnly: boolean;
  readonly noShutdown: boolean;
  readonly verbose: boolean;
}

/**
 * Gets a connection and joins it with standard input and output until both directions have ended.
 * @throws SocketError, CliError 124, Interrupted, OutputClosed
 */
export async function runPipe(
  context: CliContext,
  args: PipeArgs,
  getStream: (signal: AbortSignal) => Promise<Stream>,
): Promise<void> {
  const activity = new Activity();
  const { stdin, stdout, clock } = context;
  const begin = clock.nowMs();
  try {
    await withLimits(context, args, activity, async (signal) => {
      const stream = await getStream(signal);
      const stop = (): void => {
        stdin.close();
        void closeWithin(stream, CLOSE_TIMEOUT_MS, clock);
      };
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
      try {
        await pipeStream(
          { stream, stdin, stdout, clock, activity },
          { ...args, waitMs: args.noWait ? 0 : (args.wait ?? null) },
        );
        await stream.close();
      } catch (error) {
        await closeWithin(stream, CLOSE_TIMEOUT_MS, clock);
        throw error;
      } finally {
        signal.removeEventListener("abort", stop);
      }
    });
  } finally {
    if (args.verbose) {
      await context.stderr.print(totalsLine(activity, clock.nowMs() - begin, context.messages)).catch(() => undefined);
    }
  }
}

/** `tcp 127.0.0.1:8080`, as lines about connections name an address. */
export function nameOf(network: string, address: Stream["local"]): string {
  return `${network} ${formatAddress(address)}`;
}

async function closeWithin(stream: Stream, ms: number, clock: CliContext["clock"]): Promise<void> {
  const ended = new AbortController();
  void clock.sleep(ms, ended.signal).then(() => (ended.signal.aborted ? undefined : stream.reset()));
  await stream.close().catch(() => undefined);
  ended.abort();
}
