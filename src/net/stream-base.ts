import type { Socket } from "node:net";
import { decodeText } from "../bytes/index.ts";
import { type ErrorCode, RemoteProtocolError, SocketError, type SocketOperation } from "../errors/index.ts";
import { type Address, formatAddress } from "./address.ts";
import { BytePile } from "./byte-pile.ts";
import { within } from "./deadline.ts";
import type { ErrorSite } from "./errno-table.ts";
import type { LinesOptions, Stream, UntilOptions, WaitOptions } from "./stream.ts";

const DEFAULT_READ_BYTES = 65_536;
const DEFAULT_MESSAGE_BYTES = 65_536;
/** `await using` gives queued bytes this long before it resets. */
const DISPOSE_TIMEOUT_MS = 5_000;
const LF = Uint8Array.of(10);

/** Where a stream is. */
export interface StreamEnds {
  readonly network: "tcp" | "unix" | "tls";
  readonly local: Address;
  readonly remote: Address;
}

/** What every backend's stream shares: reading by messages, deadlines, iteration, disposal. */
export abstract class StreamBase implements Stream {
  readonly network: "tcp" | "unix" | "tls";
  readonly local: Address;
  readonly remote: Address;
  #leftover: Uint8Array | null = null;
  #locked = false;

  constructor({ network, local, remote }: StreamEnds) {
    this.network = network;
    this.local = local;
    this.remote = remote;
  }

  abstract get queuedBytes(): number;
  abstract write(bytes: Uint8Array): Promise<void>;
  abstract shutdown(): Promise<void>;
  abstract reset(): void;
  abstract close(): Promise<void>;
  abstract setNoDelay(on: boolean): void;
  abstract setKeepAlive(seconds: number): void;

  /** Gives the connection away as a `net.Socket`; see {@link toNetSocket}. */
  abstract detach(): Socket;

  /**
   * One read of the backend: at most `maxBytes`, null at the peer's FIN; refuses a second one with `ERR_BUSY`. The bytes
   * may be put into `into`, which has room for them.
   */
  protected abstract pull(
    maxBytes: number,
    signal: AbortSignal | undefined,
    into?: Uint8Array,
  ): Promise<Uint8Array | null>;

  /** All reads of the backend to the peer's FIN, each of at most `maxBytes`; refuses other reads meanwhile. */
  protected pour(maxBytes: number, onBytes: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
    return this.#alone({}, async () => {
      for (;;) {
        const chunk = await this.pull(maxBytes, undefined);
        if (chunk === null) return;
        const held = onBytes(chunk);
        if (held !== undefined) await held;
      }
    });
  }

  read(maxBytes: number = DEFAULT_READ_BYTES, options?: WaitOptions): Promise<Uint8Array | null> {
    if (!(maxBytes >= 1)) return Promise.reject(new RangeError(`maxBytes must be 1 or more, got ${maxBytes}`));
    if (this.#locked) return Promise.reject(this.error("ERR_BUSY", "recv"));
    if (options === undefined) return this.#next(maxBytes, undefined);
    return this.#within(options, (signal) => this.#next(maxBytes, signal));
  }

  async readInto(into: Uint8Array, options: WaitOptions = {}): Promise<number> {
    if (into.length === 0) throw new RangeError("into must not be empty");
    if (this.#locked) throw this.error("ERR_BUSY", "recv");
    const chunk = await this.#within(options, (signal) => this.#next(into.length, signal, into));
    if (chunk === null) return 0;
    if (chunk.buffer !== into.buffer || chunk.byteOffset !== into.byteOffset) into.set(chunk);
    return chunk.length;
  }

  readEach(onBytes: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
    if (this.#locked) return Promise.reject(this.error("ERR_BUSY", "recv"));
    return this.#leftover === null ? this.pour(DEFAULT_READ_BYTES, onBytes) : this.#pourAll(onBytes);
  }

  async #pourAll(onBytes: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
    await this.#alone({}, async () => {
      for (const chunk of this.takeLeftover()) await onBytes(chunk);
    });
    await this.pour(DEFAULT_READ_BYTES, onBytes);
  }

  offer(bytes: Uint8Array): Promise<void> | null {
    return this.write(bytes);
  }

  exactly(length: number, options: WaitOptions = {}): Promise<Uint8Array> {
    if (!Number.isInteger(length) || length < 0) {
      return Promise.reject(new RangeError(`length must be a whole number from 0, got ${length}`));
    }
    return this.#alone(options, async (signal, pile) => {
      while (pile.length < length) {
        const chunk = await this.#next(length - pile.length, signal);
        if (chunk === null) throw this.#cut(`the peer ended after ${pile.length} of ${length} bytes`);
        if (pile.length === 0 && chunk.length === length) return chunk;
        pile.append(chunk);
      }
      return pile.view(0, length);
    });
  }

  until(delimiter: Uint8Array | string, options: UntilOptions = {}): Promise<Uint8Array | null> {
    const needle = typeof delimiter === "string" ? new TextEncoder().encode(delimiter) : delimiter;
    const limit = options.maxBytes ?? DEFAULT_MESSAGE_BYTES;
    if (needle.length === 0) return Promise.reject(new RangeError("the delimiter must not be empty"));
    if (!(limit >= needle.length)) return Promise.reject(new RangeError(`maxBytes is too small: ${limit}`));
    return this.#alone(options, (signal, pile) => this.#seek(needle, limit, signal, pile));
  }

  async *lines(options: LinesOptions = {}): AsyncGenerator<string, void, undefined> {
    const charset = options.charset ?? "utf-8";
    if (charset.startsWith("utf-16"))
      throw new RangeError("lines are cut at the byte LF, which UTF-16 has inside characters");
    for (;;) {
      const line = await this.until(LF, options).catch(async (error: unknown) => {
        // A last line without an end is still a line.
        if (error instanceof RemoteProtocolError && error.code === "ERR_BAD_FRAME") return this.read(Infinity);
        throw error;
      });
      if (line === null) return;
      let end = line.length;
      if (line[end - 1] === 10) end -= line[end - 2] === 13 ? 2 : 1;
      yield decodeText(line.subarray(0, end), charset);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (let chunk = await this.read(); chunk !== null; chunk = await this.read()) yield chunk;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.reset(), DISPOSE_TIMEOUT_MS);
    await this.close();
    clearTimeout(timer);
  }

  /** Whether something was read ahead of a message. */
  protected get hasLeftover(): boolean {
    return this.#leftover !== null;
  }

  /** Throws away what was read ahead of a message; for `close`. */
  protected dropLeftover(): void {
    this.#leftover = null;
  }

  /** What was read ahead of a message, for {@link detach}. */
  protected takeLeftover(): readonly Uint8Array[] {
    const left = this.#leftover;
    this.#leftover = null;
    return left === null ? [] : [left];
  }

  protected site(op: SocketOperation): ErrorSite {
    return { op, network: this.network, local: formatAddress(this.local), remote: formatAddress(this.remote) };
  }

  protected error(code: ErrorCode, op: SocketOperation, cause?: unknown): SocketError {
    return new SocketError(code, { ...this.site(op), ...(cause === undefined ? {} : { cause }) });
  }

  #next(maxBytes: number, signal: AbortSignal | undefined, into?: Uint8Array): Promise<Uint8Array | null> {
    const left = this.#leftover;
    if (left === null) return this.pull(maxBytes, signal, into);
    this.#leftover = left.length > maxBytes ? left.subarray(maxBytes) : null;
    return Promise.resolve(left.length > maxBytes ? left.subarray(0, maxBytes) : left);
  }

  /** Gives bytes back, to be read next. */
  protected putBack(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#leftover = this.#leftover === null ? bytes : Uint8Array.from(Buffer.concat([bytes, this.#leftover]));
  }

  async #seek(
    needle: Uint8Array,
    limit: number,
    signal: AbortSignal | undefined,
    pile: BytePile,
  ): Promise<Uint8Array | null> {
    for (;;) {
      const seen = pile.length;
      const chunk = await this.#next(DEFAULT_READ_BYTES, signal);
      if (chunk === null) {
        if (seen === 0) return null;
        throw this.#cut(`the peer ended after ${seen} bytes without the delimiter`);
      }
      // Many short messages in one chunk: cut them out of it without copying.
      if (seen === 0) {
        const end = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).indexOf(needle) + needle.length;
        if (end >= needle.length && end <= limit) {
          this.putBack(chunk.subarray(end));
          return chunk.subarray(0, end);
        }
      }
      pile.append(chunk);
      const end = pile.indexOf(needle, seen - needle.length + 1) + needle.length;
      if (end >= needle.length && end <= limit) {
        this.putBack(chunk.subarray(chunk.length - (pile.length - end)));
        return pile.view(0, end);
      }
      if (pile.length >= limit) {
        const reason = `no delimiter within ${limit} bytes`;
        throw new RemoteProtocolError("ERR_FRAME_TOO_LONG", `${this.#name()}: ${reason}`, { offset: limit });
      }
    }
  }

  /** Runs one reader that takes several reads; when it fails, what it has piled up goes back to be read. */
  async #alone<T>(
    options: WaitOptions,
    reader: (signal: AbortSignal | undefined, pile: BytePile) => Promise<T>,
  ): Promise<T> {
    if (this.#locked) throw this.error("ERR_BUSY", "recv");
    this.#locked = true;
    const pile = new BytePile();
    try {
      return await this.#within(options, (signal) => reader(signal, pile));
    } catch (error) {
      if (!this.closed) this.putBack(pile.view(0, pile.length));
      throw error;
    } finally {
      this.#locked = false;
    }
  }

  #within<T>(options: WaitOptions, wait: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    return within(options, (limit) => this.#late(limit), wait);
  }

  #late(limit: number): SocketError {
    return new SocketError("ERR_TIMEOUT", { ...this.site("recv"), hint: `nothing within ${limit} ms` });
  }

  /** Whether `close` or `reset` has been called. */
  protected abstract get closed(): boolean;

  #cut(reason: string): RemoteProtocolError {
    return new RemoteProtocolError("ERR_BAD_FRAME", `${this.#name()}: ${reason}`);
  }

  #name(): string {
    return `recv ${this.network} ${formatAddress(this.remote)}`;
  }
}
