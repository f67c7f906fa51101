import { Socket } from "node:net";
import { SocketError } from "../../errors/index.ts";
import { retold, toSocketError } from "../errno-table.ts";
import { monotonicMs } from "../monotonic-ms.ts";
import { StreamBase, type StreamEnds } from "../stream-base.ts";
import { Waiter } from "../waiter.ts";
import { ReadQueue } from "./read-queue.ts";

/** Reading ahead of the reader stops here; at most one more read of the operating system (64 KiB) comes on top. */
const READ_AHEAD_BYTES = 65_536;
/** TLS gives several records for one read of the connection; stopping between them costs more than it saves. */
const TLS_READ_AHEAD_BYTES = 262_144;
/** Records of at least so many bytes are a bulk transfer, and are given out together. */
const TLS_BULK_BYTES = 8_192;
/** A peer that keeps sending while this side closes is listened to for this long at most. */
const DISCARD_MS = 250;

/** The part of libuv's stream handle that `net` does not show. */
interface StreamHandle {
  reading: boolean;
}

/** What a stream stands on that is no socket of the system itself: a reset is done there. */
interface Carrier {
  resetAndDestroy(): unknown;
}

interface Reader {
  readonly maxBytes: number;
  readonly waiter: Waiter<Uint8Array | null>;
}

/**
 * A {@link Stream} over a connected `net.Socket`. The socket's own buffer is bypassed: chunks are taken where the handle
 * delivers them (`push`), since a socket that fails throws away what its buffer holds, and bytes that came before a
 * reset must still be read. For the same reason a failed write does not destroy the socket while there may be
 * something to read.
 */
export class NodeStream extends StreamBase {
  readonly #socket: Socket;
  readonly #queue = new ReadQueue();
  #reader: Reader | null = null;
  #reading = false;
  #discarding = false;
  #discarded = 0;
  #eof = false;
  #eofChecked = false;
  #sendingFin = false;
  #drained: (() => void) | null = null;
  #readFailure: SocketError | null = null;
  #writeFailure: SocketError | null = null;
  #shutdown: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  readonly #gone: Promise<void>;
  readonly #carrier: Carrier | undefined;
  readonly #secure: boolean;
  /** Every failure arrives at `destroy` first; the event has nothing to add, but must never be unhandled. */
  readonly #heard = (): void => undefined;

  /**
   * Takes over a connected socket whose buffer is empty; it must not be used directly afterwards. `carrier` is what is
   * under a TLS socket.
   */
  constructor(socket: Socket, ends: StreamEnds, carrier?: Carrier) {
    super(ends);
    this.#socket = socket;
    this.#carrier = carrier;
    this.#secure = ends.network === "tls";
    this.#gone = new Promise((resolve) => socket.once("close", () => resolve()));
    socket.on("error", this.#heard);
    socket.push = (chunk: Uint8Array | null): boolean => this.#onChunk(chunk);
    socket.destroy = (error?: Error): Socket => this.#onDestroy(error);
  }

  get queuedBytes(): number {
    return this.#socket.writableLength;
  }

  protected get closed(): boolean {
    return this.#closing !== null;
  }

  protected pull(maxBytes: number, signal: AbortSignal | undefined): Promise<Uint8Array | null> {
    if (this.#closing !== null) return Promise.reject(this.error("ERR_CLOSED", "recv"));
    if (this.#reader !== null) return Promise.reject(this.error("ERR_BUSY", "recv"));
    const chunk = this.#take(maxBytes);
    if (chunk !== undefined) {
      if (this.#queue.bytes === 0) this.#startReading();
      return Promise.resolve(chunk);
    }
    if (this.#readFailure !== null) return Promise.reject(this.#readFailure);
    if (this.#eof) return Promise.resolve(null);
    const waiter = new Waiter<Uint8Array | null>(signal, () => (this.#reader = null));
    if (signal?.aborted) return waiter.promise;
    this.#reader = { maxBytes, waiter };
    this.#startReading();
    return waiter.promise;
  }

  write(bytes: Uint8Array): Promise<void> {
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    if (bytes.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      let taken = false;
      this.#socket.write(bytes, (error) => {
        if (taken) return;
        // Node calls back without an error when the socket was destroyed under a write.
        const failed = (error !== null && error !== undefined) || this.#socket.destroyed;
        if (failed || this.#socket.writableLength === 0) this.#drained?.();
        if (failed) reject(this.#sendingFailed(error));
        else resolve();
      });
      taken = this.#socket.writableLength === 0 && this.#socket.errored === null;
      if (taken) resolve();
    });
  }

  shutdown(): Promise<void> {
    if (this.#shutdown !== null && this.#writeFailure === null) return this.#shutdown;
    const refusal = this.#refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    this.#shutdown = this.#sendFin();
    return this.#shutdown;
  }

  reset(): void {
    if (this.#socket.destroyed) return;
    this.#beginClose();
    this.#writeFailure ??= this.error("ERR_CLOSED", "send");
    this.#closing = this.#gone;
    if (this.#carrier !== undefined) this.#carrier.resetAndDestroy();
    else if (this.network !== "tcp") this.#socket.destroy();
    // libuv cannot reset a handle that is just sending its FIN, which takes one turn of the event loop.
    else if (this.#sendingFin) this.#shutdown?.finally(() => this.#socket.resetAndDestroy()).catch(() => undefined);
    else this.#socket.resetAndDestroy();
  }

  close(): Promise<void> {
    if (this.#closing !== null) return this.#closing;
    this.#beginClose();
    this.#closing = this.#flushAndClose();
    return this.#closing;
  }

  setNoDelay(on: boolean): void {
    if (this.network !== "unix") this.#socket.setNoDelay(on);
  }

  setKeepAlive(seconds: number): void {
    if (this.network !== "unix") this.#socket.setKeepAlive(seconds > 0, seconds * 1000);
  }

  /** Bytes that somebody else had read before the stream took the socket over; only before the first read. */
  prepend(chunk: Uint8Array): void {
    this.#queue.push(chunk);
  }

  detach(): Socket {
    if (this.#closing !== null) throw this.error("ERR_CLOSED", "recv");
    if (this.#reader !== null) throw this.error("ERR_BUSY", "recv");
    const socket = this.#socket as Socket & { readableFlowing: boolean | null };
    this.#closing = Promise.resolve();
    Reflect.deleteProperty(socket, "push");
    Reflect.deleteProperty(socket, "destroy");
    socket.off("error", this.#heard);
    socket.readableFlowing = null;
    for (const chunk of this.takeLeftover()) socket.push(chunk);
    for (let chunk = this.#queue.take(Infinity); chunk !== undefined; chunk = this.#queue.take(Infinity))
      socket.push(chunk);
    if (this.#eof) socket.push(null);
    else if (!this.#reading) socket._read(0);
    return socket;
  }

  #onChunk(buffer: Uint8Array | null): boolean {
    if (buffer === null) {
      this.#onEof();
      return false;
    }
    if (this.#discarding) {
      this.#discarded += buffer.length;
      return true;
    }
    const chunk = new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
    const reader = this.#reader;
    if (this.#secure) {
      this.#queue.push(chunk);
      // The other records of this read come in the same turn.
      if (reader !== null && this.#queue.bytes === chunk.length) queueMicrotask(() => this.#serve());
    } else if (reader !== null && chunk.length <= reader.maxBytes) {
      this.#reader = null;
      reader.waiter.resolve(chunk);
    } else {
      this.#queue.push(chunk);
      this.#serve();
    }
    this.#reading = this.#queue.bytes < (this.#secure ? TLS_READ_AHEAD_BYTES : READ_AHEAD_BYTES);
    return this.#reading;
  }

  #take(maxBytes: number): Uint8Array | undefined {
    return this.#secure ? this.#queue.takeTogether(maxBytes, TLS_BULK_BYTES) : this.#queue.take(maxBytes);
  }

  /** Gives the waiting reader the first chunk of the queue. */
  #serve(): void {
    const reader = this.#reader;
    if (reader === null) return;
    const chunk = this.#take(reader.maxBytes);
    if (chunk === undefined) return;
    this.#reader = null;
    reader.waiter.resolve(chunk);
  }

  #onEof(): void {
    if (this.#eof || this.#confirmingEof()) return;
    this.#serve();
    this.#reading = false;
    // The kernel tells a reset once. When a write was told, the reader sees a plain end, which would be a lie.
    if (this.#writeFailure?.code === "ERR_RESET") this.#failReading(this.#writeFailure);
    this.#eof = true;
    const reader = this.#reader;
    this.#reader = null;
    reader?.waiter.resolve(null);
  }

  /**
   * libuv tells an end without having read one when the kernel reports a hang-up after a short read, which is also what
   * a reset looks like. Reading once more tells which it was.
   */
  #confirmingEof(): boolean {
    const handle = (this.#socket as { _handle?: StreamHandle | null })._handle;
    if (this.#eofChecked || this.network === "tls" || handle === null || handle === undefined) return false;
    this.#eofChecked = true;
    handle.reading = false;
    this.#socket._read(0);
    return true;
  }

  #failReading(error: SocketError): void {
    this.#serve();
    this.#readFailure ??= retold(error, this.site("recv"));
    const reader = this.#reader;
    this.#reader = null;
    reader?.waiter.reject(this.#readFailure);
  }

  #onDestroy(error?: Error): Socket {
    if (error !== undefined && error !== null) {
      const failure = toSocketError(error, this.site("recv"));
      this.#writeFailure ??= retold(failure, this.site("send"));
      const readable = !this.#eof && this.#readFailure === null && this.#closing === null;
      if (failure.op === "send" && readable) {
        if (this.#reader !== null) this.#startReading();
        return this.#socket;
      }
      if (!this.#eof) this.#failReading(failure);
    }
    return Socket.prototype.destroy.call(this.#socket, error);
  }

  #startReading(): void {
    if (this.#reading || this.#eof || this.#socket.destroyed) return;
    this.#reading = true;
    this.#socket._read(0);
  }

  /** Why nothing more can be sent, if so. */
  #refusal(): SocketError | undefined {
    if (this.#closing !== null) return this.error("ERR_CLOSED", "send");
    if (this.#writeFailure !== null) return this.#writeFailure;
    if (this.#shutdown !== null) {
      return new SocketError("ERR_CLOSED", { ...this.site("send"), hint: "shutdown has already sent FIN" });
    }
    return undefined;
  }

  /** Why a write failed. Its callback may come before `destroy` is told. */
  #sendingFailed(error: Error | null | undefined): SocketError {
    if (error !== null && error !== undefined) {
      const failure = toSocketError(error, this.site("send"));
      if (failure.code !== "ERR_CLOSED") this.#writeFailure ??= failure;
    }
    return this.#writeFailure ?? this.error("ERR_CLOSED", "send", error ?? undefined);
  }

  async #sendFin(): Promise<void> {
    // Only when everything is written: a reset must be possible until then, and libuv refuses it once FIN is ordered.
    if (this.#socket.writableLength > 0) await new Promise<void>((resolve) => (this.#drained = resolve));
    if (this.#writeFailure !== null) throw this.#writeFailure;
    this.#sendingFin = true;
    await new Promise<void>((resolve, reject) => {
      this.#socket.end((error?: Error | null) => {
        this.#sendingFin = false;
        if (error === null || error === undefined) resolve();
        else reject(this.#writeFailure ?? this.error("ERR_CLOSED", "shutdown", error));
      });
    });
  }

  #beginClose(): void {
    this.#discarding = true;
    this.#queue.clear();
    this.dropLeftover();
    const reader = this.#reader;
    this.#reader = null;
    reader?.waiter.reject(this.error("ERR_CLOSED", "recv"));
  }

  async #flushAndClose(): Promise<void> {
    if (!this.#socket.destroyed && this.#writeFailure === null) {
      this.#startReading();
      this.#shutdown ??= this.#sendFin();
      await Promise.race([this.#shutdown.catch(() => undefined), this.#gone]);
      await this.#discardArrived();
    }
    this.#socket.destroy();
    await this.#gone;
  }

  /**
   * Reads away what has arrived: closing with unread bytes makes the kernel send a reset behind the FIN, and the reset
   * would destroy what the peer has not read yet (RFC 2525, 2.17). Ends after two turns of the event loop without data.
   */
  async #discardArrived(): Promise<void> {
    const end = monotonicMs() + DISCARD_MS;
    for (let quiet = 0; quiet < 2 && !this.#eof && !this.#socket.destroyed && monotonicMs() < end; quiet += 1) {
      const before = this.#discarded;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#discarded !== before) quiet = -1;
    }
  }
}
