import type { Address, Stream } from "../../net/index.ts";
import type { CliContext } from "../context.ts";
import { localEnd } from "../conversation/session-specs.ts";
import { EXIT, type ExitCode } from "../exit-table.ts";
import type { RetryPlan } from "../options/retry-args.ts";
import { type TcpSocketArgs, tcpSpecOf } from "../options/socket-args.ts";
import { type DialArgs, dialPipe, tellTruncation } from "./dial-pipe.ts";
import { openPipe } from "./open-pipe.ts";
import { nameOf, type PipeArgs, runPipe } from "./run-pipe.ts";

/** Options of {@link connectPipe}. */
export interface ConnectPipeArgs extends PipeArgs, TcpSocketArgs, DialArgs {
  readonly connectTimeoutMs: number;
  readonly localPort: number | undefined;
  readonly source: string | undefined;
  readonly retry: RetryPlan | null;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** `jack connect` as a pipe. */
export async function connectPipe(context: CliContext, address: Address, args: ConnectPipeArgs): Promise<ExitCode> {
  const socket = await socketOf(args);
  const opened: Stream[] = [];
  await runPipe(context, args, async (signal) => {
    const options = { timeoutMs: args.connectTimeoutMs, signal, ...localEnd(args), ...socket };
    const stream = await openPipe(context, args.retry, signal, () => dialPipe(context, address, args, options));
    opened.push(stream);
    if (args.verbose) {
      const { line } = context.messages;
      await context.stderr.print(
        `${line.connected(nameOf(stream.network, stream.remote), nameOf("", stream.local).trim())}\n`,
      );
    }
    return stream;
  });
  if (!args.quiet) for (const stream of opened) await tellTruncation(context, stream);
  return EXIT.ok;
}

/** What a pipe says of its socket; the engine's words for it are loaded only when it says something. */
export async function socketOf(args: TcpSocketArgs): Promise<{ readonly socket?: object }> {
  const spec = tcpSpecOf(args);
  if (Object.keys(spec).length === 0) return {};
  const { tcpSocketOptions } = await import("../../engine/tcp-options.ts");
  const { noDelay } = spec;
  const keepAlive = spec.keepAliveSeconds === undefined ? {} : { keepAliveIntervalSeconds: 1, ...spec };
  const socket = tcpSocketOptions({ ...spec, ...keepAlive });
  return { socket: { ...socket, ...(noDelay === undefined ? {} : { noDelay }) } };
}
