import type { Address } from "../../../net/index.ts";

/** A datagram and who sent it. */
export interface IncomingDatagram {
  /** May be empty. */
  readonly bytes: Uint8Array;
  /** The sender; a Unix socket without a name has an empty path and cannot be answered. */
  readonly from: Address;
}

/** A socket that takes datagrams from anybody. */
export interface DatagramPort {
  readonly local: Address;
  /** All that are there, at least one. @throws SocketError */
  receive(): Promise<readonly IncomingDatagram[]>;
  /** @throws SocketError */
  send(bytes: Uint8Array, to: Address): Promise<void>;
  close(): Promise<void>;
}
