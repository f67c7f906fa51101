import { Duplex } from "node:stream";
import { SocketError } from "../../errors/index.ts";
import type { Stream } from "../stream.ts";

const READ_BYTES = 65_536;
/** A connection that has received so much gets memory of its own to read into, twice as large. */
const BULK_BYTES = 1_048_576;

type Done = (error?: Error | null) => void;

/**
 * A stream as the `Duplex` under a TLS socket. Node would take the socket's handle itself, but then a connection that
 * was cut looks like one that was closed: only who hands the bytes over knows whether TLS ended before they did.
 */
export class TlsCarrier extends Duplex {
  readonly stream: Stream;
  #reading = false;
  #received = 0;
  #buffer: Uint8Array | null = null;
  #ended = false;

  /** Takes the stream over; it must not be used directly afterwards. */
  constructor(stream: Stream) {
    super({ readableHighWaterMark: READ_BYTES, allowHalfOpen: true });
    this.stream = stream;
    // Whoever uses the carrier hears of it as well; it must never be unhandled.
    this.on("error", () => undefined);
    // Not when the end is read: what came before it may still wait to be handed over, and TLS's own end in it.
    this.once("end", () => (this.#ended = true));
  }

  /** Whether the connection's own end has come; what TLS reports as its end afterwards is a cut. */
  get ended(): boolean {
    return this.#ended;
  }

  override _read(): void {
    if (this.#reading) return;
    this.#reading = true;
    void this.#pump();
  }

  /**
   * Goes around the buffer of `Writable`, which a failed write would destroy together with what is still to be read.
   * Node's wrapper for JavaScript streams gives whole buffers that belong to it, and takes an errno name as `code`.
   */
  override write(chunk: Uint8Array, encodingOrDone?: BufferEncoding | Done, last?: Done): boolean {
    const done = typeof encodingOrDone === "function" ? encodingOrDone : last;
    void callBack(this.stream.write(chunk), done);
    return true;
  }

  override end(...args: unknown[]): this {
    const done = args.find((arg) => typeof arg === "function") as Done | undefined;
    void callBack(this.stream.shutdown(), () => done?.());
    return this;
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    void callBack(this.stream.close(), () => done(error));
  }

  /** Drops the connection with a reset. */
  resetAndDestroy(): void {
    this.stream.reset();
    this.destroy();
  }

  /** Saves an allocation for each read. Idle connections never get here, and so hold no memory. */
  async #readInto(): Promise<Uint8Array | null> {
    this.#buffer ??= new Uint8Array(2 * READ_BYTES);
    const length = await this.stream.readInto(this.#buffer);
    return length === 0 ? null : this.#buffer.subarray(0, length);
  }

  async #pump(): Promise<void> {
    try {
      for (;;) {
        const chunk = this.#received < BULK_BYTES ? await this.stream.read(READ_BYTES) : await this.#readInto();
        if (this.destroyed) return;
        if (chunk === null) {
          this.push(null);
          return;
        }
        this.#received += chunk.length;
        // Flowing, Node decrypts within the call, and the memory is free again; else the chunk is kept.
        const kept =
          chunk.buffer === this.#buffer?.buffer && !(this.readableFlowing === true && this.readableLength === 0);
        if (!this.push(kept ? chunk.slice() : chunk)) break;
      }
      this.#reading = false;
    } catch (error) {
      this.#ended = true;
      this.destroy(error as Error);
    }
  }
}

async function callBack(work: Promise<void>, done: Done | undefined): Promise<void> {
  let failure: Error | null = null;
  try {
    await work;
  } catch (error) {
    failure = asErrno(error);
  }
  done?.(failure);
}

function asErrno(error: unknown): Error {
  const code = error instanceof SocketError ? (error.errnoName ?? "EPIPE") : "EPIPE";
  return Object.assign(new Error(code), { code });
}
