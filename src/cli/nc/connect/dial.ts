import { connect, type ConnectOptions, type SocketOptions, type Stream } from "../../../net/index.ts";
import { dialFailure, dialReason } from "./dial-failure.ts";
import { quitting } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { peerName } from "../report/peer-name.ts";
import { type NumericHost, resolveOrQuit, resolver } from "../address/resolve.ts";
import { sourceRoute } from "./source-route.ts";

/**
 * Connects as the options say: every address of the name in turn, each within the connect timeout.
 * @throws NcExit 1 when none answers, 2 when the name is unknown
 */
export async function dial(session: NcSession): Promise<Stream> {
  const { options, log } = session;
  const host = options.host ?? "";
  if (options.network === "unix") {
    if (options.source !== null) {
      log.tell("Specifying source socket for other than DATAGRAM Unix domain sockets have no effect.");
    }
    return attempt(session, () => connect({ path: host }, { timeoutMs: options.connectMs }));
  }
  if (options.port === 0) throw quitting('Invalid port number "0".');
  const targets = await resolveOrQuit(session.resolve, host, "hostname");
  const source = await sourceOf(session);
  for (const [index, target] of targets.entries()) {
    const last = index === targets.length - 1;
    try {
      return await connect({ host: target.host, port: options.port }, await connectOptions(session, target, source));
    } catch (error) {
      if (last) throw dialFailure(session, error);
      log.tell(`Connection to ${target.host} failed: ${dialReason(error)}.`);
      log.tell("Trying next address...");
    }
  }
  throw quitting(`Could not resolve hostname "${host}".`);
}

async function connectOptions(
  { options }: NcSession,
  target: NumericHost,
  source: readonly NumericHost[],
): Promise<ConnectOptions> {
  const from = source.find(({ family }) => family === target.family) ?? source[0];
  return {
    timeoutMs: options.connectMs,
    ...(from === undefined ? {} : { localHost: from.host }),
    ...(options.sourcePort === null ? {} : { localPort: options.sourcePort }),
    ...(options.hops.length === 0 ? {} : { socket: await routeOptions(options.hops, options.hopPointer, target) }),
  };
}

async function routeOptions(hops: readonly string[], pointer: number, target: NumericHost): Promise<SocketOptions> {
  const resolve = resolver({ family: 4 });
  const addresses: string[] = [];
  for (const hop of hops) {
    const [found] = await resolveOrQuit(resolve, hop, "source route hop");
    addresses.push(found?.host ?? hop);
  }
  return sourceRoute(addresses, target.host, pointer);
}

/** The addresses of `-s`; none when it was not given. */
export async function sourceOf({ options, resolve }: NcSession): Promise<readonly NumericHost[]> {
  return options.source === null ? [] : resolveOrQuit(resolve, options.source, "source address");
}

async function attempt(session: NcSession, open: () => Promise<Stream>): Promise<Stream> {
  try {
    return await open();
  } catch (error) {
    throw dialFailure(session, error);
  }
}

/** The line of `-v` about a connection that stands. */
export function tellConnected({ log }: NcSession, remote: Stream["remote"]): void {
  log.tell(`Connected to ${peerName(remote)}.`);
}
