import { type Address, listen } from "../../net/index.ts";
import type { CliContext } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import { nameOf, type PipeArgs, runPipe } from "./run-pipe.ts";

/** Options of {@link listenPipe}. */
export interface ListenPipeArgs extends PipeArgs {
  readonly quiet: boolean;
}

/** `jack listen` as a pipe: takes one connection, listens no longer, and ends with it. */
export async function listenPipe(context: CliContext, address: Address, args: ListenPipeArgs): Promise<ExitCode> {
  const { line } = context.messages;
  await runPipe(context, args, async (signal) => {
    const listener = await listen(address, { signal, replaceStale: true });
    try {
      // On standard error: a script that gave port 0 learns the port here.
      if (!args.quiet) await context.stderr.print(`${line.listening(nameOf(listener.network, listener.local))}\n`);
      const stream = await listener.accept();
      if (args.verbose) await context.stderr.print(`${line.accepted(nameOf(stream.network, stream.remote))}\n`);
      return stream;
    } finally {
      await listener.close();
    }
  });
  return EXIT.ok;
}
