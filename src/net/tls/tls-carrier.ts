import { Duplex } from "node:stream";
import { SocketError } from "../../errors/index.ts";
import type { Stream } from "../stream.ts";

const READ_BYTES = 65_536;

type Done = (error?: Error | null) => void;

/**
 * A stream as the `Duplex` under a TLS socket. Node would take the socket's handle itself, but then a connection that
 * was cut looks like one that was closed: only who hands the bytes over knows whether TLS ended before they did.
 */
export class TlsCarrier extends Duplex {
  readonly stream: Stream;
  #reading = false;
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

  async #pump(): Promise<void> {
    try {
      for (;;) {
        const chunk = await this.stream.read(READ_BYTES);
        if (this.destroyed) return;
        if (chunk === null) {
          this.push(null);
          return;
        }
        if (!this.push(chunk)) break;
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
