import type { CharsetName } from "../bytes/index.ts";
import type { Address } from "./address.ts";

/** Options of every call that waits for the peer. */
export interface WaitOptions {
  /** A deadline for the whole call, however many reads it takes; 0 is none. @default 0 */
  readonly timeoutMs?: number;
  /** Ends the wait with `signal.reason`; what had arrived stays to be read. */
  readonly signal?: AbortSignal;
}

/** Options of {@link Stream.until}. */
export interface UntilOptions extends WaitOptions {
  /** The longest message that is accepted, its delimiter included. @default 65_536 */
  readonly maxBytes?: number;
}

/** Options of {@link Stream.lines}. */
export interface LinesOptions extends UntilOptions {
  /** @default "utf-8" */
  readonly charset?: CharsetName;
}

/**
 * One connection: TCP or Unix stream. Reading is by `read()`, by its relatives, or by iteration, one reader at a time;
 * writing is by `write()`. Both directions end on their own (half-close is always allowed). Leaving an iteration early
 * closes nothing: the rest can still be read.
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
   * @throws SocketError `ERR_RESET`, `ERR_TIMEOUT` (keep-alive, or `timeoutMs`), `ERR_BUSY` (another read waits), `ERR_CLOSED`
   */
  read(maxBytes?: number, options?: WaitOptions): Promise<Uint8Array | null>;

  /**
   * Reads into the caller's memory, which saves an allocation, and returns how many bytes came; 0 is the peer's FIN.
   * @throws SocketError as `read`
   * @throws RangeError when `into` is empty
   */
  readInto(into: Uint8Array, options?: WaitOptions): Promise<number>;

  /**
   * Reads to the peer's FIN and hands over every read as it comes, without a promise for each: the fastest way to read
   * all. A promise that `onBytes` returns holds back the next read. The bytes belong to who gets them. No other read may
   * be called until it ends.
   * @returns a promise that resolves at the peer's FIN
   * @throws SocketError as `read`; what `onBytes` throws
   */
  readEach(onBytes: (bytes: Uint8Array) => void | Promise<void>): Promise<void>;

  /**
   * Reads exactly this many bytes and not one more.
   * @throws RemoteProtocolError `ERR_BAD_FRAME` when the peer's FIN comes first; the bytes before it can still be read
   * @throws SocketError as `read`
   */
  exactly(length: number, options?: WaitOptions): Promise<Uint8Array>;

  /**
   * Reads up to and with the delimiter (a string is UTF-8). Null when the peer's FIN comes instead of a first byte.
   * @throws RemoteProtocolError `ERR_FRAME_TOO_LONG` when `maxBytes` hold no delimiter, `ERR_BAD_FRAME` when the FIN comes
   *   behind bytes without one; in both cases the bytes can still be read
   * @throws SocketError as `read`
   */
  until(delimiter: Uint8Array | string, options?: UntilOptions): Promise<Uint8Array | null>;

  /**
   * The lines that the peer sends, without their LF or CR LF; a last line without one counts. Bytes that are no
   * characters become U+FFFD. `timeoutMs` is for each line.
   * @throws RemoteProtocolError `ERR_FRAME_TOO_LONG`
   * @throws SocketError as `read`
   */
  lines(options?: LinesOptions): AsyncGenerator<string, void, undefined>;

  /**
   * Sends all bytes in order. Resolves when the operating system has taken them; the bytes must not be changed before.
   * Several writes may be waiting; they keep their order.
   * @throws SocketError `ERR_BROKEN_PIPE`, `ERR_RESET`, `ERR_CLOSED`
   */
  write(bytes: Uint8Array): Promise<void>;

  /**
   * Sends as `write` does, but gives null instead of a promise when the operating system has taken all bytes at once. It
   * never makes the caller wait for the event loop's turn, so a loop of it must end by itself.
   */
  offer(bytes: Uint8Array): Promise<void> | null;

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
