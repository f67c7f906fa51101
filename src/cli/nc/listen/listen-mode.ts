import type { Listener } from "../../../net/index.ts";
import { acceptAll, isSocketError } from "../accept/accept-all.ts";
import { AccessList } from "../address/access-list.ts";
import type { Channel } from "../channel/channel.ts";
import { ConnectionLimit } from "../accept/connection-limit.ts";
import { Doorman } from "../accept/doorman.ts";
import { FirstEnd } from "../session/first-end.ts";
import { joinStdio } from "../stdio/join-stdio.ts";
import { NcExit, quitting } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { openListeners } from "../accept/open-listeners.ts";
import { systemReason } from "../report/system-reason.ts";

/** ncat as a server. Resolves to the exit code. @throws NcExit, OutputClosed */
export async function listenMode(session: NcSession): Promise<number> {
  const { options, log } = session;
  if (options.maxConnections !== null && !options.keepOpen && !options.broker) {
    log.say("Warning: Maximum connections ignored, since it does not take effect without -k or --broker.");
  }
  const access = await AccessList.load(options.allow, options.deny, session.resolve);
  const limit = new ConnectionLimit(options.maxConnections, access, log);
  if (options.network === "udp" || options.network === "unixgram") {
    const { listenDatagrams } = await import("./listen-datagrams.ts");
    return listenDatagrams(session, limit);
  }
  if (options.proxy !== null) return (await import("./proxy-server.ts")).serveProxy(session, access);
  const doorman = await Doorman.hire(session, limit);
  const listeners = await openListeners(session);
  session.atExit.add(() => {
    for (const listener of listeners) void listener.close();
  });
  if (options.broker) {
    const { serveBroker } = await import("../broker/serve-broker.ts");
    return serveBroker(session, listeners, doorman);
  }
  return options.keepOpen ? serveMany(session, listeners, doorman) : serveOne(session, listeners, doorman);
}

/** One connection: the listeners close when it comes, whether it is let in or not. */
async function serveOne(session: NcSession, listeners: readonly Listener[], doorman: Doorman): Promise<number> {
  const { options } = session;
  const accepting = listeners.map((listener) => listener.accept());
  const stream = await Promise.any(accepting);
  for (const other of accepting) {
    // One that came in the same moment by the other family is too late.
    other.then((late) => (late === stream ? undefined : late.reset())).catch(() => undefined);
  }
  await Promise.all(listeners.map((listener) => listener.close()));
  const channel = await doorman.receive(stream, true);
  if (channel === null) return 0;
  if (options.program !== null) {
    const { runProgram } = await import("../exec/run-program.ts");
    await runProgram(session, channel, options.program);
    return 0;
  }
  const forever = options.quitMs === Number.POSITIVE_INFINITY;
  await joinStdio(session, channel, {
    afterInputMs: forever ? null : (options.quitMs ?? (options.sendOnly ? 0 : null)),
    staysAfterPeer: false,
    idleExit: quitting(`Idle timeout expired (${options.idleMs} ms).`),
  }).catch((error: unknown) => {
    throw isSocketError(error) ? new NcExit(1, `${systemReason(error)}.`, { cause: error }) : error;
  });
  return 0;
}

/** `-k`: connections come and go until somebody ends the program. */
async function serveMany(session: NcSession, listeners: readonly Listener[], doorman: Doorman): Promise<number> {
  const end = new FirstEnd<number>();
  acceptAll(session, listeners, doorman, end, await makeHandler(session, doorman.limit, end));
  return end.promise;
}

/** What is done with each connection of `-k`. */
async function makeHandler(
  session: NcSession,
  limit: ConnectionLimit,
  end: FirstEnd<number>,
): Promise<(channel: Channel) => Promise<void>> {
  const { program } = session.options;
  if (program !== null) {
    const { runProgram } = await import("../exec/run-program.ts");
    return (channel) => runProgram(session, channel, program);
  }
  const { SharedStdio } = await import("../stdio/shared-stdio.ts");
  const shared = new SharedStdio(session, () => limit.count, end);
  return (channel) => shared.serve(channel);
}
