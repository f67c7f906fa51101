import { type Address, isUnixAddress, listen, type Listener } from "../../../net/index.ts";
import { AccessList } from "../address/access-list.ts";
import { StreamChannel } from "../channel/channel.ts";
import { ConnectionLimit } from "../accept/connection-limit.ts";
import { DatagramPeers } from "../datagrams/datagram-peers.ts";
import type { DatagramPort } from "../datagrams/datagram-port.ts";
import { DatagramStdio } from "../datagrams/datagram-stdio.ts";
import { FirstEnd } from "../session/first-end.ts";
import { joinStdio } from "../stdio/join-stdio.ts";
import { NcExit } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { systemReason } from "../report/system-reason.ts";
import { spokenAddress } from "./host-names.ts";
import { conversationFailure } from "./openbsd-connect.ts";
import type { OpenbsdOptions } from "./openbsd-options.ts";
import { ServiceNames } from "./service-names.ts";
import { socketWishes } from "./socket-wishes.ts";

/** OpenBSD's nc as a server: one connection after another. Resolves to the exit code. @throws NcExit 1 */
export async function openbsdListen(session: NcSession, options: OpenbsdOptions): Promise<number> {
  const address = await addressOf(session, options);
  if (options.udp) return listenDatagrams(session, options, address);
  const listener = await open(session, options, address);
  session.atExit.add(() => void listener.close());
  do {
    const stream = await listener.accept();
    if (!options.keepOpen) await listener.close();
    // A Unix client has no name of its own: it is called by the socket's.
    const named = isUnixAddress(stream.remote) ? listener.local : stream.remote;
    await tell(session, options, "Connection received on", named);
    const channel = new StreamChannel(stream, true);
    const session_ = options.keepOpen
      ? { ...session, io: { ...session.io, stdin: unclosed(session.io.stdin) } }
      : session;
    await joinStdio(session_, channel, {
      afterInputMs: options.quitMs,
      staysAfterPeer: false,
      idleExit: new NcExit(0, null),
      ...(options.recvLimit === null ? {} : { maxReads: options.recvLimit }),
    }).catch((error: unknown) => {
      if (!options.keepOpen) throw conversationFailure(error);
    });
  } while (options.keepOpen);
  return 0;
}

/** The next connection needs the input too. */
function unclosed(stdin: NcSession["io"]["stdin"]): NcSession["io"]["stdin"] {
  return { isTerminal: stdin.isTerminal, pipe: null, read: () => stdin.read(), close: () => undefined };
}

async function addressOf(session: NcSession, options: OpenbsdOptions): Promise<Address> {
  if (options.unix) return { path: options.host ?? "" };
  const [word = "", ...others] = options.ports;
  const services = new ServiceNames();
  const port = /^\d+$/.test(word) ? Number(word) : services.portOf(word, options.udp ? "udp" : "tcp");
  if (port === null || port > 65_535 || others.length > 0) {
    throw new NcExit(1, "getaddrinfo: Servname not supported for ai_socktype");
  }
  // Without a host it is IPv4, unless -6 says otherwise.
  if (options.host === null) return { host: options.family === 6 ? "::" : "0.0.0.0", port };
  const found = await session.resolve(options.host).catch((error: unknown) => {
    throw new NcExit(1, `getaddrinfo: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  });
  return { host: found[0]?.host ?? options.host, port };
}

async function open(session: NcSession, options: OpenbsdOptions, address: Address): Promise<Listener> {
  const six = !isUnixAddress(address) && address.host.includes(":");
  const socket = socketWishes(options, six ? 6 : 4);
  try {
    const listener = await listen(address, {
      ...(isUnixAddress(address) ? { mode: 0o777 & ~process.umask() } : { ipv6Only: true }),
      ...(socket === undefined ? {} : { socket }),
    });
    if (options.unix) await tell(session, options, "Bound on", listener.local);
    await tell(session, options, "Listening on", listener.local);
    return listener;
  } catch (error) {
    const name = isUnixAddress(address) ? `${address.path}: ` : "";
    throw new NcExit(1, `${name}${systemReason(error)}`, { cause: error });
  }
}

async function listenDatagrams(session: NcSession, options: OpenbsdOptions, address: Address): Promise<number> {
  const port = await openPort(session, address);
  await tell(session, options, "Bound on", port.local);
  const access = await AccessList.load([], [], session.resolve);
  const received = { ...session, options: { ...session.options, keepOpen: options.keepOpen } };
  const limit = new ConnectionLimit(Number.POSITIVE_INFINITY, access, session.log);
  const end = new FirstEnd<number>();
  const peers = new DatagramPeers(received, limit, (remote) => {
    void tell(session, options, "Connection received on", isUnixAddress(remote) ? port.local : remote);
  });
  const stdio = new DatagramStdio(received, peers, end, options.recvLimit ?? Number.POSITIVE_INFINITY);
  stdio.receive(port).catch(end.fail);
  try {
    return await end.promise;
  } finally {
    await port.close();
  }
}

async function openPort(session: NcSession, address: Address): Promise<DatagramPort> {
  try {
    if (isUnixAddress(address)) return (await import("../datagrams/unixgram-port.ts")).bindUnixgram(address.path);
    return await (await import("../datagrams/udp-port.ts")).bindUdp(address);
  } catch (error) {
    throw new NcExit(1, systemReason(error), { cause: error });
  }
}

async function tell(session: NcSession, options: OpenbsdOptions, what: string, address: Address): Promise<void> {
  if (session.log.verbose) session.log.raw(`${what} ${await spokenAddress(address, options.numeric)}\n`);
}
