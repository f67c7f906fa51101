import { type Address, isUnixAddress } from "../../../net/index.ts";
import type { Channel } from "../channel/channel.ts";
import { Child } from "./child.ts";
import { LineEndings } from "../convert/line-endings.ts";
import { NcExit } from "../report/nc-exit.ts";
import type { ProgramSpec } from "../options/nc-options.ts";
import type { NcSession } from "../session/nc-session.ts";
import { splitCommand } from "./split-command.ts";
import { systemReason } from "../report/system-reason.ts";
import { TelnetFilter } from "../convert/telnet.ts";

/** What a program wrote before it ended is sent; one that left its output to others does not hold the connection. */
const OUTPUT_AFTER_EXIT_MS = 250;
const CLOSE_MS = 2_000;

/**
 * Runs a program on a connection: what comes in is its input, its output is sent, its standard error is ours. The peer's
 * end is the end of its input, and the end of its output a FIN. Ends with the program, and closes the connection.
 * @throws NcExit 2 when the program cannot be started
 */
export async function runProgram(session: NcSession, channel: Channel, program: ProgramSpec): Promise<void> {
  const child = await startChild(session, channel, program).catch(async (error: unknown) => {
    await channel.close().catch(() => undefined);
    throw error;
  });
  session.atExit.add(child.kill);
  const incoming = pumpIn(session, channel, child).catch(() => undefined);
  const outgoing = pumpOut(session, channel, child).catch(() => undefined);
  void incoming.then(() => child.stdin.end());
  await child.ended;
  session.atExit.delete(child.kill);
  child.stdin.destroy();
  const { clock } = session.io;
  await Promise.race([outgoing, quiet(session, OUTPUT_AFTER_EXIT_MS)]);
  child.stdout.destroy();
  await Promise.race([channel.close().catch(() => undefined), clock.sleep(CLOSE_MS)]);
}

/** Resolves when nothing was sent or received for so long. */
async function quiet({ io, activity }: NcSession, ms: number): Promise<void> {
  for (let seen = -1; seen !== activity.moves; ) {
    seen = activity.moves;
    await io.clock.sleep(ms);
  }
}

async function startChild(session: NcSession, channel: Channel, program: ProgramSpec): Promise<Child> {
  const [file = "", ...args] = wordsOf(program);
  const env = { ...session.io.env, ...connectionVariables(channel, session) };
  session.log.debug(`Executing${program.kind === "shell" ? " with shell" : ""}: ${program.command}`);
  return Child.spawn(file, args, env).catch((error: unknown) => {
    throw new NcExit(2, `Could not run ${file}: ${systemReason(error)}. QUITTING.`, { cause: error });
  });
}

function wordsOf({ kind, command }: ProgramSpec): readonly string[] {
  if (kind === "shell") return ["/bin/sh", "-c", command];
  if (kind === "exec") return splitCommand(command);
  // A single-file build of this program is no interpreter.
  const isNode = /(^|[\\/])node(js)?(\.exe)?$/.test(process.execPath);
  return [isNode ? process.execPath : "node", command];
}

/** What a program is told about its connection. A Unix socket is `localhost` without a port, as ncat has it. */
function connectionVariables(channel: Channel, { options }: NcSession): Readonly<Record<string, string>> {
  const host = (address: Address): string => (isUnixAddress(address) ? "localhost" : address.host);
  const port = (address: Address): string => (isUnixAddress(address) ? "" : String(address.port));
  return {
    NCAT_REMOTE_ADDR: host(channel.remote),
    NCAT_REMOTE_PORT: port(channel.remote),
    NCAT_LOCAL_ADDR: host(channel.local),
    NCAT_LOCAL_PORT: port(channel.local),
    NCAT_PROTO: options.network === "udp" || options.network === "unixgram" ? "UDP" : "TCP",
  };
}

async function pumpIn({ options, activity, dump }: NcSession, channel: Channel, child: Child): Promise<void> {
  const telnet = options.telnet ? new TelnetFilter() : null;
  for (let bytes = await channel.read(); bytes !== null; bytes = await channel.read()) {
    activity.received(bytes.length);
    const { data, answers } = telnet?.receive(bytes) ?? { data: bytes, answers: null };
    if (answers !== null && answers.length > 0) await channel.write(answers);
    dump?.write(data);
    // The callback comes when the bytes are the kernel's: only then may the channel's buffer be used again.
    const failed = await new Promise<boolean>((resolve) => {
      child.stdin.write(data, (error) => resolve(error !== null && error !== undefined));
    });
    if (failed) return;
  }
}

async function pumpOut({ options, activity, dump }: NcSession, channel: Channel, child: Child): Promise<void> {
  const endings = options.crlf ? new LineEndings() : null;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    const bytes = endings?.convert(chunk) ?? chunk;
    dump?.write(bytes);
    await channel.write(bytes);
    activity.sent(bytes.length);
  }
  if (!options.noShutdown) await channel.shutdown();
}
