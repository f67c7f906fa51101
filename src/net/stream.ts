import type { Address } from "./address.ts";

/**
 * One connection: TCP or Unix stream. Reading is by `read()` or by iteration, one reader at a time; writing is by
 * `write()`. Both directions end on their own (half-close is always allowed).
 */
export interface Stream extends AsyncDisposable, AsyncIterable<Uint8Array> {
  readonly network: "tcp" | "unix" | "tls";
  /** This side's address. */
  readonly local: Address;
  /** The other side's address; an unnamed Unix peer has an empty path. */
  readonly remote: Address;
  /** Bytes accepted by `write` that the operating system has not taken yet. */
  readonly queuedBytes: number;

  /**
   * Waits for data and returns what one read of the operating system gave, at most `maxBytes` (default 65,536; more is
   * allowed). Null is the peer's FIN. The buffer belongs to the caller.
   * @throws SocketError `ERR_RESET`, `ERR_TIMEOUT` (keep-alive), `ERR_BUSY` (another read waits), `ERR_CLOSED`
   */
  read(maxBytes?: number): Promise<Uint8Array | null>;

  /**
   * Sends all bytes in order. Resolves when the operating system has taken them; the bytes must not be changed before.
   * Several writes may be waiting; they keep their order.
   * @throws SocketError `ERR_BROKEN_PIPE`, `ERR_RESET`, `ERR_CLOSED`
   */
  write(bytes: Uint8Array): Promise<void>;

  /** Sends FIN after everything written; reading goes on. Idempotent. */
  shutdown(): Promise<void>;

  /** Sends RST (SO_LINGER 0) and closes at once; what was queued is thrown away. Unix sockets just close. Idempotent. */
  reset(): void;

  /** Sends what is queued, then FIN, and closes. Waiting reads end with `ERR_CLOSED`. Idempotent. */
  close(): Promise<void>;

  setNoDelay(on: boolean): void;
  /** 0 switches keep-alive off. */
  setKeepAlive(seconds: number): void;
}
