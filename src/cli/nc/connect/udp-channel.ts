import {
  type Address,
  bindDatagrams,
  type Datagram,
  type Datagrams,
  type InetAddress,
  type SocketOptions,
} from "../../../net/index.ts";
import type { Channel } from "../channel/channel.ts";
import { sourceOf } from "./dial.ts";
import { dialFailure } from "./dial-failure.ts";
import { quitting } from "../report/nc-exit.ts";
import type { NcSession } from "../session/nc-session.ts";
import { peerName } from "../report/peer-name.ts";
import { resolveOrQuit } from "../address/resolve.ts";

/** What only one of the netcats asks for. */
export interface UdpChannelOptions {
  readonly socket?: SocketOptions | undefined;
  /** No line about the connection. @default false */
  readonly silent?: boolean;
}

/** "Connects" a UDP socket: only the target's datagrams arrive, and its refusals do. @throws NcExit */
export async function openUdpChannel(session: NcSession, more: UdpChannelOptions = {}): Promise<Channel> {
  const { socket } = more;
  const { options, log } = session;
  if (options.port === 0) throw quitting('Invalid port number "0".');
  const [target] = await resolveOrQuit(session.resolve, options.host ?? "", "hostname");
  if (target === undefined) throw quitting(`Could not resolve hostname "${options.host ?? ""}".`);
  const source = await sourceOf(session);
  const any = target.family === 6 ? "::" : "0.0.0.0";
  const from = source.find(({ family }) => family === target.family)?.host ?? any;
  const remote = { host: target.host, port: options.port };
  const datagrams = await bindDatagrams(
    { host: from, port: options.sourcePort ?? 0 },
    { broadcast: true, connectTo: remote, ipv6Only: target.family === 6, ...(socket === undefined ? {} : { socket }) },
  ).catch((error: unknown) => {
    throw dialFailure(session, error);
  });
  if (more.silent !== true) log.tell(`Connected to ${peerName(remote)}.`);
  return new UdpChannel(datagrams, remote);
}

class UdpChannel implements Channel {
  readonly kind = "datagram";
  readonly stream = null;
  readonly remote: InetAddress;
  readonly #datagrams: Datagrams;
  #batch: readonly Datagram[] = [];
  #at = 0;

  constructor(datagrams: Datagrams, remote: InetAddress) {
    this.#datagrams = datagrams;
    this.remote = remote;
  }

  get local(): Address {
    return this.#datagrams.local;
  }

  async read(): Promise<Uint8Array | null> {
    if (this.#at >= this.#batch.length) {
      this.#batch = await this.#datagrams.receive();
      this.#at = 0;
    }
    const datagram = this.#batch[this.#at];
    this.#at += 1;
    return datagram?.bytes ?? new Uint8Array(0);
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#datagrams.send(bytes, this.remote);
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#datagrams.close();
  }
}
