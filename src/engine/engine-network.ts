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

/** What the engine needs of a network; the memory network of tests is another one. */
export interface EngineNetwork {
  connect(address: Address, options?: ConnectOptions): Promise<Stream>;
  listen(address: Address, options?: ListenOptions): Promise<Listener>;
  bindDatagrams(address: InetAddress, options?: DatagramOptions): Promise<Datagrams>;
}

/** The operating system's network. */
export const SYSTEM_NETWORK: EngineNetwork = { connect, listen, bindDatagrams };
