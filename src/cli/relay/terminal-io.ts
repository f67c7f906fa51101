import { ReadStream } from "node:tty";
import { ReadableSource } from "./readable-source.ts";

/** Reads and writes the controlling side of a pseudo terminal through the event loop; it owns the descriptor. */
export class TerminalIo {
  readonly source: ReadableSource;
  readonly #stream: ReadStream;
  #closing: Promise<void> | null = null;

  constructor(master: number) {
    this.#stream = new ReadStream(master);
    this.source = new ReadableSource(this.#stream);
  }

  /** Whether the descriptor is closed: its number may be another file's now. */
  get isClosed(): boolean {
    return this.#stream.destroyed;
  }

  /** Resolves to whether it was taken; false when nothing is on the terminal any more. */
  write(bytes: Uint8Array): Promise<boolean> {
    if (this.#stream.destroyed) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#stream.write(bytes, (error) => resolve(error === null || error === undefined));
    });
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      if (this.#stream.closed) return resolve();
      this.#stream.once("close", () => resolve());
      this.#stream.destroy();
    });
    return this.#closing;
  }
}
