import { constants } from "node:os";
import { type CharsetName, encodeText } from "../../bytes/index.ts";
import { JackfieldError } from "../../errors/index.ts";
import { ExecClient, type ExecClientEvent, type RunEnd } from "../../handlers/index.ts";
import type { Stream } from "../../net/index.ts";
import { CliError, UsageError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { EXIT } from "../exit-table.ts";
import { StreamText, safeLine } from "./peer-text.ts";

/** What an original reads of a command, and what it is read of its answer. */
const ORIGINAL_READ_BYTES = 1024;
/** The answer of an original has no end: it is whole when nothing came for so long. */
const QUIET_MS = 300;

/** What is to be run, and how it is shown. */
export interface RunRemoteOptions {
  readonly command: string;
  /** How long the other end may be silent. */
  readonly waitMs: number;
  /** Control characters reach the terminal. */
  readonly raw: boolean;
}

/**
 * Runs a command on a server of ours: stdout, stderr and the exit code arrive apart.
 * @returns the command's exit code, 128 and the signal's number when one ended it
 * @throws CliError 3 when the other end is another program or does not allow the command, 124 when a limit ended it
 */
export async function runRemote(context: CliContext, stream: Stream, options: RunRemoteOptions): Promise<number> {
  if (options.command.includes("\n")) throw new UsageError((m) => m.talk.oneLineOnly);
  const client = new ExecClient();
  const screen = new RemoteScreen(context, options.raw);
  await stream.write(client.hello);
  let greeted = false;
  for (;;) {
    // A command may be silent for as long as the server lets it run.
    const bytes = await read(context, stream, greeted ? 0 : options.waitMs, (m) => m.talk.notOurs);
    const events = bytes === null ? client.receiveEof() : client.receive(bytes);
    for (const event of events) {
      if (event.type === "ready") {
        greeted = true;
        await stream.write(ExecClient.commandLine(options.command));
      } else if (event.type === "end") {
        await screen.end();
        return exitCodeOf(event.end);
      } else if (event.type !== "alive") await take(event, screen);
    }
  }
}

async function take(
  event: Exclude<ExecClientEvent, { readonly type: "ready" | "alive" | "end" }>,
  screen: RemoteScreen,
): Promise<void> {
  if (event.type === "output") return screen.write(event.stream, event.bytes);
  throw new CliError(EXIT.failed, (m) =>
    event.type === "foreign" ? m.talk.notOurs : m.talk.badServer(safeLine(event.message)),
  );
}

function exitCodeOf({ exitCode, signal, failure, stopped }: RunEnd): number {
  if (failure !== null) throw new CliError(EXIT.failed, (m) => m.talk.notRun(safeLine(m.detail?.(failure) ?? failure)));
  if (stopped === "timeout") throw new CliError(EXIT.timedOut, (m) => m.talk.endedByTimeout);
  if (stopped === "output") throw new CliError(EXIT.failed, (m) => m.talk.endedByOutput);
  if (exitCode !== null) return exitCode;
  const number = signal === null ? undefined : constants.signals[signal as keyof typeof constants.signals];
  return number === undefined ? EXIT.failed : 128 + number;
}

/**
 * Sends a command to an original server, which runs it in a shell and answers stdout and stderr in one, in its own
 * charset and without an end.
 * @throws CliError 124 when no answer comes: an original answers a command that prints nothing with nothing
 */
export async function runPlain(
  context: CliContext,
  stream: Stream,
  options: RunRemoteOptions & { readonly charset: CharsetName },
): Promise<number> {
  const request = encodeText(options.command, "utf-8");
  if (request.length > ORIGINAL_READ_BYTES) {
    throw new UsageError((m) => m.talk.tooLong(request.length, ORIGINAL_READ_BYTES));
  }
  const text = new StreamText(options.charset, context.stdout.isTerminal && !options.raw);
  await stream.write(request);
  let bytes = await read(context, stream, options.waitMs, (m) => m.problem.noAnswer(options.waitMs));
  if (bytes === null) throw new CliError(EXIT.failed, (m) => m.talk.closedWithoutAnswer);
  while (bytes !== null) {
    await context.stdout.print(text.push(bytes));
    try {
      bytes = await stream.read(65_536, { timeoutMs: QUIET_MS, signal: context.signal });
    } catch (error) {
      if (!JackfieldError.is(error, "ERR_TIMEOUT")) throw error;
      bytes = null;
    }
  }
  await context.stdout.print(text.end());
  return EXIT.ok;
}

async function read(
  { signal }: CliContext,
  stream: Stream,
  timeoutMs: number,
  late: (m: CliContext["messages"]) => string,
): Promise<Uint8Array | null> {
  try {
    return await stream.read(65_536, { timeoutMs, signal });
  } catch (error) {
    if (timeoutMs > 0 && JackfieldError.is(error, "ERR_TIMEOUT")) throw new CliError(EXIT.timedOut, late);
    throw error;
  }
}

/** Standard output and error of the remote command on ours: as they are, but on a terminal without power over it. */
class RemoteScreen {
  readonly #context: CliContext;
  readonly #texts: Readonly<Record<"stdout" | "stderr", StreamText | null>>;

  constructor(context: CliContext, raw: boolean) {
    this.#context = context;
    const { stdout, stderr } = context;
    this.#texts = {
      stdout: stdout.isTerminal && !raw ? new StreamText("utf-8", true) : null,
      stderr: stderr.isTerminal && !raw ? new StreamText("utf-8", true) : null,
    };
  }

  async write(stream: "stdout" | "stderr", bytes: Uint8Array): Promise<void> {
    const sink = this.#context[stream];
    const text = this.#texts[stream];
    await (text === null ? sink.write(bytes) : sink.print(text.push(bytes)));
  }

  /** What an unfinished character left. */
  async end(): Promise<void> {
    for (const stream of ["stdout", "stderr"] as const) {
      await this.#context[stream].print(this.#texts[stream]?.end() ?? "");
    }
  }
}
