import { SocketError } from "../../errors/index.ts";
import {
  bindDatagrams,
  type ConnectOptions,
  type DatagramOptions,
  formatAddress,
  type InetAddress,
  resolveHost,
} from "../../net/index.ts";
import type { JoinedGroup } from "./socket-tuning.ts";

/** One datagram and the printed address that it came from; empty when its sender has none and cannot be answered. */
export interface PortDatagram {
  readonly bytes: Uint8Array;
  readonly from: string;
}

/** A socket for datagrams, of UDP or of Unix, as a relay needs it: addresses are as printed. */
export interface DatagramPort<A> {
  readonly protocol: "UDP" | "UNIX";
  readonly local: A;
  /** The longest datagram that it sends. */
  readonly maxBytes: number;
  /** The address behind a printed one. */
  addressOf(printed: string): A;
  /** Waits for datagrams. @throws SocketError `ERR_CLOSED`; `ERR_REFUSED` of an earlier send, and the next call goes on */
  receive(): Promise<readonly PortDatagram[]>;
  /** @throws SocketError */
  send(bytes: Uint8Array, to: A): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** The longest UDP datagram over IPv4. */
const MAX_UDP_BYTES = 65_507;

/**
 * A UDP socket on an address; port 0 picks a free one. Connected (`connectTo`), it receives from one address only, and
 * hears when nobody is there.
 * @throws SocketError
 */
export async function openUdpPort(
  at: InetAddress,
  options: DatagramOptions = {},
  groups: readonly JoinedGroup[] = [],
): Promise<DatagramPort<InetAddress>> {
  const socket = await bindDatagrams(at, options);
  try {
    for (const { group, ...where } of groups) socket.join(group, where);
  } catch (error) {
    await socket.close();
    throw error;
  }
  const known = new Map<string, InetAddress>();
  return {
    protocol: "UDP",
    local: socket.local,
    maxBytes: MAX_UDP_BYTES,
    addressOf: (printed) => {
      const address = known.get(printed);
      if (address === undefined)
        throw new SocketError("ERR_NOT_CONNECTED", { op: "send", network: "udp", remote: printed });
      return address;
    },
    receive: async () => {
      const datagrams = await socket.receive();
      known.clear();
      return datagrams.map(({ bytes, from }) => {
        const printed = formatAddress(from);
        known.set(printed, from);
        return { bytes, from: printed };
      });
    },
    send: (bytes, to) => socket.send(bytes, to),
    close: () => socket.close(),
  };
}

/** A UDP socket to send to an address from, and that address as a number. @throws SocketError */
export async function openUdpClient(
  to: InetAddress,
  options: DatagramOptions = {},
  { localHost, localPort = 0 }: Pick<ConnectOptions, "localHost" | "localPort"> = {},
): Promise<{ readonly port: DatagramPort<InetAddress>; readonly remote: InetAddress }> {
  const [{ host, family }] = await resolveHost(to.host, "udp");
  const remote = { host, port: to.port };
  const at = { host: localHost ?? (family === 6 ? "::" : "0.0.0.0"), port: localPort };
  return { port: await openUdpPort(at, { ...options, connectTo: remote }), remote };
}
