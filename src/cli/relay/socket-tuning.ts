import type { ConnectOptions, DatagramOptions, ListenOptions, SocketOptions } from "../../net/index.ts";

/** A multicast group that a UDP socket joins. */
export interface JoinedGroup {
  readonly group: string;
  readonly interface?: string;
}

/** What the options behind a socket's word ask for; what is not there is left to the system. */
export interface SocketTuning {
  /** This side's address of a connection. */
  readonly source: Pick<ConnectOptions, "localHost" | "localPort">;
  /** Of every kind of socket. */
  readonly socket: SocketOptions;
  /** Of a listening one. */
  readonly listen: Pick<ListenOptions, "backlog" | "ipv6Only">;
  /** Of UDP. */
  readonly udp: Pick<
    DatagramOptions,
    | "broadcast"
    | "reuseAddress"
    | "ipv6Only"
    | "receiveBufferBytes"
    | "multicastTtl"
    | "multicastLoopback"
    | "multicastInterface"
  >;
  readonly groups: readonly JoinedGroup[];
}

/** What `connect` is told of it. */
export function connectTuning(
  tuning: SocketTuning | undefined,
): Pick<ConnectOptions, "localHost" | "localPort" | "socket"> {
  return tuning === undefined ? {} : { ...tuning.source, socket: tuning.socket };
}

/** What `listen` is told of it. */
export function listenTuning(tuning: SocketTuning | undefined): Pick<ListenOptions, "backlog" | "ipv6Only" | "socket"> {
  return tuning === undefined ? {} : { ...tuning.listen, socket: tuning.socket };
}

/** What `bindDatagrams` is told of it. */
export function datagramTuning(tuning: SocketTuning | undefined): DatagramOptions {
  return tuning === undefined ? {} : { ...tuning.udp, socket: tuning.socket };
}
