import { OutputClosed } from "../../context.ts";
import { Activity } from "../../pipe/activity.ts";
import { defaultOptions } from "../options/default-options.ts";
import { NcExit } from "../report/nc-exit.ts";
import { harmless, NcLog } from "../report/nc-log.ts";
import type { NcOptions } from "../options/nc-options.ts";
import type { NcIo, NcSession } from "../session/nc-session.ts";
import { resolver } from "../address/resolve.ts";
import { inputOrSocketFailure } from "../report/system-reason.ts";
import { guardTerminal } from "../convert/terminal-guard.ts";
import { untilInterrupted } from "../session/until-interrupted.ts";
import { ForeignOption, parseOpenbsdArguments, usageExit } from "./openbsd-arguments.ts";
import type { OpenbsdOptions } from "./openbsd-options.ts";
import { OPENBSD_HELP } from "./openbsd-usage.ts";

/**
 * Runs a command line of OpenBSD's nc and resolves to its exit code, 0 or 1. One that only ncat has (long options, `-e`,
 * `-c`, `-o`) is run as ncat's.
 */
export async function runOpenbsd(io: NcIo, argv: readonly string[]): Promise<number> {
  try {
    const options = parseOpenbsdArguments(argv);
    if (options === "help") {
      await io.stderr.print(OPENBSD_HELP);
      return 0;
    }
    return await run(io, options);
  } catch (error) {
    if (error instanceof ForeignOption) return runForeign(io, argv, error);
    return report(error, io);
  }
}

async function runForeign(io: NcIo, argv: readonly string[], error: ForeignOption): Promise<number> {
  const { parseNcatArguments } = await import("../options/ncat-arguments.ts");
  try {
    parseNcatArguments(argv, io.env);
  } catch {
    return report(usageExit(error.message), io);
  }
  return (await import("../run-nc.ts")).runNcat(io, argv);
}

async function run(io: NcIo, options: OpenbsdOptions): Promise<number> {
  const session: NcSession = {
    io: { ...io, stdout: guardTerminal(io.stdout) },
    options: ncOptionsOf(options),
    log: new NcLog(io.stderr, "nc", options.verbose),
    resolve: resolver({ family: options.family, numeric: options.numeric }),
    dump: null,
    activity: new Activity(),
    atExit: new Set(),
  };
  try {
    return await untilInterrupted(io.signal, async () => {
      if (options.listen) return (await import("./openbsd-listen.ts")).openbsdListen(session, options);
      return (await import("./openbsd-connect.ts")).openbsdConnect(session, options);
    });
  } finally {
    for (const clean of session.atExit) clean();
  }
}

/** What the parts that both netcats share have to know. */
function ncOptionsOf(options: OpenbsdOptions): NcOptions {
  return {
    ...defaultOptions(),
    network: options.unix ? (options.udp ? "unixgram" : "unix") : options.udp ? "udp" : "tcp",
    family: options.family,
    listen: options.listen,
    probe: options.probe,
    recvOnly: options.detached,
    noShutdown: !options.shutsDown,
    crlf: options.crlf,
    telnet: options.telnet,
    numeric: options.numeric,
    verbose: options.verbose,
    delayMs: options.intervalMs ?? 0,
    idleMs: options.timeoutMs,
    connectMs: options.timeoutMs,
    quitMs: options.quitMs,
    source: options.source,
    host: options.host,
  };
}

function report(error: unknown, io: NcIo): number {
  // OpenBSD's nc polls its output, and takes one that nobody reads for the end.
  if (error instanceof OutputClosed) return 0;
  const reason = inputOrSocketFailure(error);
  if (reason !== null) {
    void io.stderr.print(`nc: ${harmless(reason)}\n`);
    return 1;
  }
  if (!(error instanceof NcExit)) throw error;
  if (error.line !== null) {
    const usage = error.line.startsWith("usage:");
    void io.stderr.print(`${usage ? "" : "nc: "}${harmless(error.line)}${error.line.endsWith("\n") ? "" : "\n"}`);
  }
  return error.code;
}
