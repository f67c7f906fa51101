import type { InetAddress } from "./address.ts";
import type { Datagrams } from "./datagrams.ts";
import type { Listener } from "./listener.ts";
import type { DatagramOptions, ListenOptions } from "./options.ts";
import type { SocketOptions } from "./socket-options.ts";
import type { Stream } from "./stream.ts";

/**
 * One way to open sockets. Hosts are numeric already and ports are in range; what is common to all ways (names, deadlines,
 * explanations of failures) stands above it, in `connect`, `listen` and `bindDatagrams`.
 */
export interface Backend {
  readonly name: "node" | "native";
  /** @throws SocketError, or `signal.reason` when the signal aborts; no socket is left open then */
  dialInet(
    to: InetAddress,
    from: InetAddress | undefined,
    signal: AbortSignal,
    options?: SocketOptions,
  ): Promise<Stream>;
  /** `path` fits into a socket address; `@name` is abstract. @throws as `dialInet` */
  dialUnix(path: string, signal: AbortSignal): Promise<Stream>;
  /** @throws SocketError with the operating system's `errnoName` */
  listenInet(at: InetAddress, options: ListenOptions): Promise<Listener>;
  /** @throws SocketError with the operating system's `errnoName` */
  listenUnix(path: string, options: ListenOptions): Promise<Listener>;
  /** @throws SocketError with the operating system's `errnoName` */
  bindInet(at: InetAddress, options: DatagramOptions): Promise<Datagrams>;
}
