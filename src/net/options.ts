import type { InetAddress } from "./address.ts";
import type { SocketOptions } from "./socket-options.ts";

/** Options of `connect`. */
export interface ConnectOptions {
  /** Give up after this long, over all addresses of the name together; 0 waits for the operating system. @default 30_000 */
  readonly timeoutMs?: number;
  /** This side's address. @default chosen by the system */
  readonly localHost?: string;
  /** This side's port. @default chosen by the system */
  readonly localPort?: number;
  /** Only this family. @default both, in the resolver's order, the next one tried when one fails */
  readonly family?: 4 | 6;
  /** TCP: options of the socket. @default the system's */
  readonly socket?: SocketOptions;
  /** Aborts the attempt; the promise rejects with `signal.reason` and no socket is left open. */
  readonly signal?: AbortSignal;
}

/** Options of `listen`. */
export interface ListenOptions {
  /** Connections that may wait to be accepted. @default 511 */
  readonly backlog?: number;
  /** IPv6 sockets take only IPv6. @default false */
  readonly ipv6Only?: boolean;
  /**
   * Let several listeners, each in its own thread or process, share the port; the kernel spreads connections over them
   * (SO_REUSEPORT, socket(7)). Where the backend cannot: `ERR_UNSUPPORTED`. @default false
   */
  readonly reusePort?: boolean;
  /** TCP: options of the listening socket, which the connections that it accepts inherit. @default the system's */
  readonly socket?: SocketOptions;
  /** Unix: replace a socket file on which nobody listens. @default false */
  readonly replaceStale?: boolean;
  /** Unix: file mode of the socket file. @default 0o600 */
  readonly mode?: number;
  /** Aborts the attempt, and later closes the listener. */
  readonly signal?: AbortSignal;
}

/** Options of `bindDatagrams`. */
export interface DatagramOptions {
  /** Let several sockets share the port (SO_REUSEADDR). @default false */
  readonly reuseAddress?: boolean;
  /** Allow sending to broadcast addresses. @default false */
  readonly broadcast?: boolean;
  /** @default the system's, mostly 64 */
  readonly ttl?: number;
  /** @default 1 */
  readonly multicastTtl?: number;
  /** @default true */
  readonly multicastLoopback?: boolean;
  /** Where multicast is sent: an address of the interface, its name, or its index. @default chosen by the system */
  readonly multicastInterface?: string;
  /** Receive buffer asked of the kernel, in bytes. @default 4_194_304 */
  readonly receiveBufferBytes?: number;
  /**
   * The one peer, a numeric address of the bound one's family: only its datagrams arrive, and its refusals are told to the
   * reader (connect(2)). Send to this address only. @default anybody
   */
  readonly connectTo?: InetAddress;
  /**
   * When more than 40,000 datagrams a second arrive one by one, they are taken together every so many microseconds, at most
   * 1000, instead of waking the process for each (as a network card's interrupts are moderated); 0 never. There is no delay
   * below that rate, for a socket that answers what arrives, and where it lowers the rate. A sleep that a timer ends costs
   * about as much as receiving 10 datagrams, on a virtual machine 40. Operating system's calls only.
   * @default 150
   */
  readonly coalesceUs?: number;
  /** Further options of the socket. @default the system's */
  readonly socket?: SocketOptions;
  readonly ipv6Only?: boolean;
  /** Aborts the attempt, and later closes the socket. */
  readonly signal?: AbortSignal;
}
