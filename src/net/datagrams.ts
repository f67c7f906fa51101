import type { SocketError } from "../errors/index.ts";
import type { InetAddress } from "./address.ts";
import type { WaitOptions } from "./stream.ts";

/** One datagram that was received. */
export interface Datagram {
  /** May be empty: an empty datagram is a real message. */
  readonly bytes: Uint8Array;
  readonly from: InetAddress;
}

/** One datagram to be sent. */
export interface OutgoingDatagram {
  readonly bytes: Uint8Array;
  readonly to: InetAddress;
}

/** Options of `Datagrams.sendToAll`. */
export interface SendToAllOptions {
  /** The place of the one address that is left out. @default none */
  readonly except?: number;
}

/** An address that `sendToAll` could not send to. */
export interface SendToAllFailure {
  readonly index: number;
  readonly error: SocketError;
}

/** Options of `Datagrams.join` and `leave`. */
export interface MembershipOptions {
  /** An address of the interface, its name, or its index. @default chosen by the system */
  readonly interface?: string;
  /** Only from this source. */
  readonly source?: string;
}

/** A bound UDP socket. */
export interface Datagrams extends AsyncDisposable, AsyncIterable<Datagram> {
  readonly local: InetAddress;
  /** The receive buffer that the kernel gave, in bytes as it counts them (Linux doubles what it grants, socket(7)). */
  readonly receiveBufferBytes: number;
  /**
   * Waits until there is a datagram and returns all that are there, at most `max` (default 256), never none. Datagrams
   * arrive whole: the buffer is 64 KiB.
   * @throws SocketError `ERR_CLOSED`, `ERR_BUSY`, `ERR_TIMEOUT`; an ICMP error of an earlier send is `ERR_REFUSED` and the next call goes on
   */
  receive(max?: number, options?: WaitOptions): Promise<readonly Datagram[]>;
  /**
   * Sends one datagram: at once, unless the kernel has no room or many sends have kept the event loop from its turn. Those
   * that wait for room keep their order, and their bytes must not change meanwhile.
   * @throws SocketError `ERR_MESSAGE_TOO_LONG` (names the limit), `ERR_HOST_UNKNOWN`, `ERR_ACCESS` (broadcast not
   *   allowed), `ERR_NETWORK_UNREACHABLE`, `ERR_NO_BUFFERS`
   */
  send(bytes: Uint8Array, to: InetAddress): Promise<void>;
  /**
   * Sends as `send` does, but gives null instead of a promise when the kernel has taken the datagram at once. It never
   * makes the caller wait for the event loop's turn, so a loop of it must end by itself.
   */
  offer(bytes: Uint8Array, to: InetAddress): Promise<void> | null;
  /**
   * Sends many datagrams in order with as few calls of the operating system as possible. Neighbours of one size to one
   * address (the same object), the last of them perhaps shorter, are the fastest: they leave the process as segments of one
   * send (GSO), and a capture on the sending machine may show them as one packet. Payloads must not change until it is done.
   * When one fails, those before it may have been sent.
   * @throws SocketError as `send`
   */
  sendMany(datagrams: readonly OutgoingDatagram[]): Promise<void>;
  /**
   * Sends one datagram to many addresses, in order, with as few calls of the operating system as possible. An array
   * that comes again, with addresses added at its end or none, is the fastest. One that fails does not stop the others.
   * @returns those that failed, by their place in `to`
   * @throws SocketError `ERR_MESSAGE_TOO_LONG`, `ERR_CLOSED`
   */
  sendToAll(
    bytes: Uint8Array,
    to: readonly InetAddress[],
    options?: SendToAllOptions,
  ): Promise<readonly SendToAllFailure[]>;
  /**
   * Joins a multicast group.
   * @throws SocketError `ERR_ADDRESS_NOT_AVAILABLE` (no such interface, no multicast group), `ERR_ADDRESS_IN_USE`
   *   (joined already), `ERR_UNSUPPORTED`
   */
  join(group: string, options?: MembershipOptions): void;
  /** Leaves it; the options are those of `join`. */
  leave(group: string, options?: MembershipOptions): void;
  /** Datagrams that the kernel dropped for this socket since it was opened; null where the platform does not tell. */
  kernelDrops(): number | null;
  /** Idempotent. */
  close(): Promise<void>;
}
