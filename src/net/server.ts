import type { SocketError } from "../errors/index.ts";
import type { Address } from "./address.ts";
import type { Stream } from "./stream.ts";

/** One connection of a {@link Server}. */
export interface ServedPeer<State> {
  readonly network: "tcp" | "unix";
  readonly local: Address;
  readonly remote: Address;
  /** Whatever the program keeps for this connection; what `open` returned. */
  state: State;
  /** Bytes sent that the operating system has not taken. */
  readonly queuedBytes: number;
  /** Sends without waiting; what the operating system does not take at once is copied. Ignored when the peer is gone. */
  send(bytes: Uint8Array): void;
  /** Sends FIN after everything sent; reading goes on. */
  shutdown(): void;
  /** Sends what is queued, then FIN, and closes. */
  close(): void;
  /** Sends RST and closes. */
  reset(): void;
  /** Ends the callbacks for this connection and gives it away as a stream. */
  detach(): Stream;
}

/** What a {@link Server} calls; what a callback throws resets that connection and comes to `close` as its error. */
export interface ServeHandlers<State> {
  /** A connection was accepted; returns its state. */
  open(peer: ServedPeer<State | undefined>): State;
  /** Bytes came. They are valid during the call only. */
  data(peer: ServedPeer<State>, bytes: Uint8Array): void;
  /** The peer has sent FIN. @default closes the connection */
  end?(peer: ServedPeer<State>): void;
  /** The connection is gone: by FIN on both sides or `close` (null), or by an error. */
  close?(peer: ServedPeer<State>, error: SocketError | Error | null): void;
}

/** A running server of `serve`. It keeps the process alive until it is closed. */
export interface Server extends AsyncDisposable {
  readonly network: "tcp" | "unix";
  readonly local: Address;
  /** Connections that are open. */
  readonly connections: number;
  /** Resolves when the server has failed or was closed. */
  readonly closed: Promise<void>;
  /** Stops listening and closes all connections. Idempotent. */
  close(): Promise<void>;
}
