import type { Address, Stream } from "../../net/index.ts";
import type { CliContext } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import type { RetryPlan } from "../options/retry-args.ts";
import type { TcpSocketArgs } from "../options/socket-args.ts";
import { socketOf } from "./connect-pipe.ts";
import { tellTruncation } from "./dial-pipe.ts";
import { openListener, type OpenListenerArgs } from "./open-listener.ts";
import { openPipe } from "./open-pipe.ts";
import { nameOf, type PipeArgs, runPipe } from "./run-pipe.ts";

/** Options of {@link listenPipe}. */
export interface ListenPipeArgs extends PipeArgs, TcpSocketArgs, OpenListenerArgs {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly retry: RetryPlan | null;
}

/** `jack listen` as a pipe: takes one connection, listens no longer, and ends with it. */
export async function listenPipe(context: CliContext, address: Address, args: ListenPipeArgs): Promise<ExitCode> {
  const { line } = context.messages;
  const socket = await socketOf(args);
  const opened: Stream[] = [];
  await runPipe(context, args, async (signal) => {
    const listener = await openPipe(context, args.retry, signal, () =>
      openListener(context, address, args, { signal, replaceStale: true, ...socket }),
    );
    try {
      // On standard error: a script that gave port 0 learns the port here.
      if (!args.quiet) await context.stderr.print(`${line.listening(nameOf(listener.network, listener.local))}\n`);
      const stream = await listener.accept();
      if (args.verbose) await context.stderr.print(`${line.accepted(nameOf(stream.network, stream.remote))}\n`);
      opened.push(stream);
      return stream;
    } finally {
      await listener.close();
    }
  });
  if (!args.quiet) for (const stream of opened) await tellTruncation(context, stream);
  return EXIT.ok;
}
