import { type Address, connect } from "../../net/index.ts";
import type { CliContext } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import { nameOf, type PipeArgs, runPipe } from "./run-pipe.ts";

/** Options of {@link connectPipe}. */
export interface ConnectPipeArgs extends PipeArgs {
  readonly connectTimeoutMs: number;
  readonly localPort?: number | undefined;
}

/** `jack connect` as a pipe. */
export async function connectPipe(context: CliContext, address: Address, args: ConnectPipeArgs): Promise<ExitCode> {
  await runPipe(context, args, async (signal) => {
    const stream = await connect(address, {
      timeoutMs: args.connectTimeoutMs,
      signal,
      ...(args.localPort === undefined ? {} : { localPort: args.localPort }),
    });
    if (args.verbose) {
      const { line } = context.messages;
      await context.stderr.print(
        `${line.connected(nameOf(stream.network, stream.remote), nameOf("", stream.local).trim())}\n`,
      );
    }
    return stream;
  });
  return EXIT.ok;
}
