import { Activity } from "../pipe/activity.ts";
import { OutputClosed } from "../context.ts";
import { checkOptions } from "./options/check-options.ts";
import { NcExit } from "./report/nc-exit.ts";
import { NcLog } from "./report/nc-log.ts";
import type { NcOptions } from "./options/nc-options.ts";
import type { NcIo, NcSession } from "./session/nc-session.ts";
import { parseNcatArguments } from "./options/ncat-arguments.ts";
import { resolver } from "./address/resolve.ts";
import { inputOrSocketFailure } from "./report/system-reason.ts";
import { SessionDump } from "./dump/session-dump.ts";
import { guardTerminal } from "./convert/terminal-guard.ts";
import { untilInterrupted } from "./session/until-interrupted.ts";

/** The version of ncat whose command line and behaviour this is. */
const NCAT_VERSION = "7.991";
/** What a shell reports of a program that SIGPIPE ended. */
const PIPE_CLOSED = 141;

/** Runs a command line of ncat and resolves to its exit code: 0, 1 for the network's failures, 2 for all others. */
export async function runNcat(io: NcIo, argv: readonly string[]): Promise<number> {
  const quiet = new NcLog(io.stderr, "Ncat", 0);
  try {
    const request = parseNcatArguments(argv, io.env);
    if (request.do === "version") {
      quiet.say(banner(io));
      return 0;
    }
    if (request.do === "help") {
      const [{ ncatHelp }, { wrapLaidOut }] = await Promise.all([
        import("./options/ncat-help.ts"),
        import("../output/wrap.ts"),
      ]);
      const { isTerminal, columns } = io.stdout;
      const lines = (await ncatHelp(io)).split("\n");
      const folded = isTerminal ? lines.flatMap((line) => wrapLaidOut(line, columns)) : lines;
      await io.stdout.print(folded.join("\n"));
      return 0;
    }
    return await run(io, request.options);
  } catch (error) {
    return report(error, quiet);
  }
}

async function run(io: NcIo, options: NcOptions): Promise<number> {
  const log = new NcLog(io.stderr, "Ncat", options.verbose);
  log.tell(banner(io));
  checkOptions(options);
  const session: NcSession = {
    io: options.raw ? io : { ...io, stdout: guardTerminal(io.stdout) },
    options,
    log,
    resolve: resolver({ family: options.family, numeric: options.numeric }),
    dump: SessionDump.open({ raw: options.dumpFile, hex: options.hexDumpFile, append: options.appendDumps }),
    activity: new Activity(),
    atExit: new Set(),
  };
  try {
    return await untilInterrupted(io.signal, () => start(session));
  } finally {
    for (const clean of session.atExit) clean();
  }
}

async function start(session: NcSession): Promise<number> {
  if (session.options.listen) return (await import("./listen/listen-mode.ts")).listenMode(session);
  if (isPlainProbe(session.options)) {
    // Past connect-mode, whose parts take longer to load than this whole run.
    const begin = session.io.clock.nowMs();
    await (await import("./connect/zero-probe.ts")).probeStream(session);
    session.log.tell(
      `0 bytes sent, 0 bytes received in ${((session.io.clock.nowMs() - begin) / 1000).toFixed(2)} seconds.`,
    );
    return 0;
  }
  return (await import("./connect/connect-mode.ts")).connectMode(session);
}

/** `-z` on TCP or a Unix stream, straight to the target. */
function isPlainProbe({ probe, network, tls, proxy }: NcOptions): boolean {
  return probe && (network === "tcp" || network === "unix") && tls === null && proxy === null;
}

/** The exit code of what was thrown, after its line; what is not ours is thrown on. */
function report(error: unknown, log: NcLog): number {
  if (error instanceof OutputClosed) return PIPE_CLOSED;
  const reason = inputOrSocketFailure(error);
  if (reason !== null) {
    log.say(`${reason}.`);
    return 1;
  }
  if (!(error instanceof NcExit)) throw error;
  if (error.line !== null) {
    // The complaint of the option parser stands before ncat's own, under the program's own name.
    const [first = "", second] = error.line.split("\n");
    if (second === undefined) log.say(first);
    else log.raw(`ncat: ${first}\nNcat: ${second}\n`);
  }
  return error.code;
}

function banner({ version }: NcIo): string {
  return `Version ${NCAT_VERSION} ( Jackfield ${version}, in place of https://nmap.org/ncat )`;
}
