import {
  type Address,
  bindDatagrams,
  connect,
  type ConnectOptions,
  type DatagramOptions,
  type Datagrams,
  type InetAddress,
  listen,
  type Listener,
  type ListenOptions,
  type Stream,
} from "../net/index.ts";

/** What the engine needs of a connection. */
export type EngineStream = Pick<
  Stream,
  | "network"
  | "local"
  | "remote"
  | "queuedBytes"
  | "readEach"
  | "write"
  | "offer"
  | "shutdown"
  | "reset"
  | "close"
  | "setNoDelay"
  | "setKeepAlive"
> & {
  /** TLS: the peer's FIN came without `close_notify`, what it sent may be cut short. */
  readonly truncated?: boolean;
  /** TLS: the subject of the peer's certificate, when it is trusted. */
  readonly trustedSubject?: string | null;
};

/** What the engine needs of a listening socket. */
export interface EngineListener extends Pick<Listener, "local" | "close"> {
  accept(): Promise<EngineStream>;
}

/** What the engine needs of a UDP socket. */
export type EngineDatagrams = Pick<
  Datagrams,
  "local" | "receiveBufferBytes" | "receive" | "send" | "offer" | "sendToAll" | "join" | "kernelDrops" | "close"
>;

/** What the engine needs of a network; the memory network of tests is another one. */
export interface EngineNetwork {
  connect(address: Address, options?: ConnectOptions): Promise<EngineStream>;
  listen(address: Address, options?: ListenOptions): Promise<EngineListener>;
  bindDatagrams(address: InetAddress, options?: DatagramOptions): Promise<EngineDatagrams>;
}

/** The operating system's network. */
export const SYSTEM_NETWORK: EngineNetwork = { connect, listen, bindDatagrams };
