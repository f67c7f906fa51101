import { type InetAddress, isUnixAddress, listen, type Listener } from "../../../net/index.ts";
import { quitting } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { peerName } from "../report/peer-name.ts";
import { resolveOrQuit } from "../address/resolve.ts";
import { systemReason } from "../report/system-reason.ts";

/** Where to listen: the address that was given, or every address of IPv6 and of IPv4. */
export async function listenAddresses(session: NcSession): Promise<readonly InetAddress[]> {
  const { options } = session;
  if (options.host !== null) {
    const [first] = await resolveOrQuit(session.resolve, options.host, "hostname");
    return first === undefined ? [] : [{ host: first.host, port: options.port }];
  }
  const six = { host: "::", port: options.port };
  const four = { host: "0.0.0.0", port: options.port };
  if (options.family === 4) return [four];
  return options.family === 6 ? [six] : [six, four];
}

/**
 * Listens as the options say and announces it.
 * @throws NcExit 2 when an address is taken, or none can be had
 */
export async function openListeners(session: NcSession): Promise<readonly Listener[]> {
  const { options } = session;
  if (options.network === "unix") {
    const path = options.host ?? "";
    return [await open(session, path, () => listen({ path }, { mode: 0o777 & ~process.umask() }))];
  }
  return openAll(await listenAddresses(session), (address) =>
    open(session, peerName(address), () => listen(address, { ipv6Only: true })),
  );
}

/**
 * Opens a socket on each address; port 0 becomes the same port everywhere where that can be had. A machine without one of
 * the families still listens on the other.
 */
export async function openAll<T extends { readonly local: Listener["local"] }>(
  addresses: readonly InetAddress[],
  openOne: (address: InetAddress) => Promise<T>,
): Promise<readonly T[]> {
  const opened: T[] = [];
  for (const address of addresses) {
    const before = opened[0]?.local;
    const port = address.port === 0 && before !== undefined && !isUnixAddress(before) ? before.port : address.port;
    const again = (error: unknown): Promise<T> => {
      if (port === address.port) throw error;
      return openOne(address);
    };
    try {
      opened.push(await openOne({ host: address.host, port }).catch(again));
    } catch (error) {
      if (addresses.length === 1 || !isMissingFamily(error)) throw error;
    }
  }
  if (opened.length === 0) throw quitting("Unable to open any listening sockets.");
  return opened;
}

async function open(session: NcSession, name: string, listenNow: () => Promise<Listener>): Promise<Listener> {
  const listener = await listenNow().catch((error: unknown) => {
    throw bindFailure(name, error);
  });
  announce(session, listener.local);
  return listener;
}

/** The lines of a socket that listens. */
export function announce({ log, options }: NcSession, local: Listener["local"]): void {
  log.tell(`Listening on ${peerName(local)}`);
  if (options.test) log.raw("NCAT TEST: LISTEN\n");
}

/** An address that cannot be had, in ncat's words. */
export function bindFailure(name: string, error: unknown): Error {
  if (error instanceof RangeError || error instanceof TypeError) return error;
  return quitting(`bind to ${name}: ${systemReason(error)}.`, { cause: error });
}

function isMissingFamily(error: unknown): boolean {
  const cause = (error as { cause?: { errnoName?: unknown; code?: unknown } }).cause;
  return cause?.errnoName === "EAFNOSUPPORT" || cause?.code === "ERR_ADDRESS_NOT_AVAILABLE";
}
