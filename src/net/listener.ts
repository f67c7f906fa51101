import type { Address } from "./address.ts";
import type { Stream, WaitOptions } from "./stream.ts";

/** A listening TCP or Unix stream socket, or one that speaks TLS. */
export interface Listener extends AsyncDisposable, AsyncIterable<Stream> {
  readonly network: "tcp" | "unix" | "tls";
  /** The bound address, with the real port. */
  readonly local: Address;
  /**
   * Waits for the next connection.
   * @throws SocketError `ERR_CLOSED` when the listener is closed, `ERR_TOO_MANY_FILES`, `ERR_BUSY`, `ERR_TIMEOUT`
   */
  accept(options?: WaitOptions): Promise<Stream>;
  /** Stops listening; accepted connections live on. A Unix socket file is removed. Idempotent. */
  close(): Promise<void>;
}
