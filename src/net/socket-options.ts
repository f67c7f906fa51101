/** Probes of a connection that is silent; tcp(7). */
export interface KeepAliveOptions {
  /** Seconds of silence before the first probe (TCP_KEEPIDLE). */
  readonly idleSeconds: number;
  /** Seconds between probes (TCP_KEEPINTVL). @default 1 */
  readonly intervalSeconds?: number;
  /** Probes without an answer that end the connection (TCP_KEEPCNT). @default 10 */
  readonly count?: number;
}

/** Any option by the numbers of the operating system; setsockopt(2). */
export interface RawSocketOption {
  readonly level: number;
  readonly option: number;
  /** An `int`, or the bytes of a structure. */
  readonly value: number | Uint8Array;
}

/**
 * Options of the socket itself, set before it is bound or connected, and so also those of the connections that a listener
 * accepts. What the backend or the kind of socket does not have is `ERR_UNSUPPORTED`, never left out in silence.
 */
export interface SocketOptions {
  /** Hops that a packet may take (IP_TTL, IPV6_UNICAST_HOPS): 1 to 255. */
  readonly ttl?: number;
  /** The type-of-service byte, DSCP in its upper six bits (IP_TOS, IPV6_TCLASS): 0 to 255. */
  readonly tos?: number;
  /** SO_RCVBUF; the kernel doubles it and cuts it to its own limit (socket(7)). */
  readonly receiveBufferBytes?: number;
  /** SO_SNDBUF, as `receiveBufferBytes`. */
  readonly sendBufferBytes?: number;
  /** Only this interface (SO_BINDTODEVICE). */
  readonly device?: string;
  /** Share the port with sockets that ask for it too (SO_REUSEPORT). */
  readonly reusePort?: boolean;
  /** TCP: send small writes at once (TCP_NODELAY). */
  readonly noDelay?: boolean;
  /** TCP. */
  readonly keepAlive?: KeepAliveOptions;
  /** TCP: how long the kernel goes on sending after a close (SO_LINGER); 0 makes a close a reset. */
  readonly lingerSeconds?: number;
  /** TCP: the largest segment (TCP_MAXSEG). */
  readonly maxSegmentBytes?: number;
  /** TCP: how long data may stay without acknowledgement before the connection fails (TCP_USER_TIMEOUT). */
  readonly userTimeoutMs?: number;
  /** Set last. */
  readonly raw?: readonly RawSocketOption[];
}
