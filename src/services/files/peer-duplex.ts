import { Duplex } from "node:stream";
import type { PeerLink } from "./peer-link.ts";

/** A peer of a session as the stream that Node's HTTP parser reads and writes. */
export class PeerDuplex extends Duplex {
  readonly link: PeerLink;
  /** Requests that are being answered. */
  exchanges = 0;
  #wanted: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;
  #timeoutMs = 0;
  #closeAfter = false;

  constructor(link: PeerLink) {
    super({ allowHalfOpen: true });
    this.link = link;
    this.on("finish", () => this.#endSoon());
  }

  /** What the peer sent; a promise holds back its next read. */
  feed(bytes: Uint8Array): void | Promise<void> {
    if (this.destroyed) return undefined;
    this.touch();
    if (this.push(Buffer.from(bytes))) return undefined;
    return new Promise((resolve) => {
      this.#wanted = resolve;
    });
  }

  /** The peer's FIN. */
  feedEnd(): void {
    if (!this.destroyed) this.push(null);
  }

  /** Node's HTTP server calls it behind the last response. */
  destroySoon(): void {
    this.#closeAfter = true;
    if (this.writableFinished) this.#endSoon();
    else this.end();
  }

  /** As `net.Socket.setTimeout`. */
  setTimeout(ms: number, callback?: () => void): this {
    this.#timeoutMs = ms;
    if (callback !== undefined) this.once("timeout", callback);
    this.touch();
    return this;
  }

  override _read(): void {
    const wanted = this.#wanted;
    this.#wanted = null;
    wanted?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.touch();
    void this.#pass(this.link.send(chunk), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    void this.#pass(this.link.shutdown(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#timeoutMs = 0;
    this.touch();
    this._read();
    if (this.writableFinished) void this.link.close();
    else this.link.reset();
    // What failed is told by the session; here it would be an error that nobody hears.
    done(error === null ? null : undefined);
  }

  async #pass(work: Promise<void>, done: (error?: Error | null) => void): Promise<void> {
    let failure: Error | null = null;
    try {
      await work;
    } catch (error) {
      failure = error as Error;
    }
    done(failure);
  }

  #endSoon(): void {
    if (this.#closeAfter) this.destroy();
  }

  /** Something moved: the time limit of `setTimeout` begins again. */
  touch(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = this.#timeoutMs > 0 ? setTimeout(() => this.emit("timeout"), this.#timeoutMs) : null;
  }
}
