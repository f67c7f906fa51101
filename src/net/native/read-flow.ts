import { SocketError } from "../../errors/index.ts";
import type { Reactor } from "../reactor/reactor.ts";
import type { Readiness } from "../reactor/readiness.ts";

const DONE: Promise<void> = Promise.resolve();

/** What a {@link ReadFlow} stands on. */
export interface ReadFlowSource {
  readonly reactor: Reactor;
  readonly readiness: Readiness;
  /** One read: bytes, null at the end, undefined when it would block, or the error that reading has come to. */
  read(): Uint8Array | null | undefined | SocketError;
}

/**
 * Reads a descriptor to its end and hands each read to a callback straight from the reactor; none while a promise of the
 * callback holds it back. Keeps the process alive while it waits for the descriptor.
 */
export class ReadFlow {
  /** Resolves at the end, rejects with the error that reading has come to. */
  readonly ended: Promise<void>;
  readonly #source: ReadFlowSource;
  readonly #onBytes: (bytes: Uint8Array) => void | Promise<void>;
  readonly #pump: () => void = () => this.#read();
  #settle: (error: unknown) => void = () => undefined;
  #waiting = false;
  #over = false;

  /** Reading begins behind the calls that are running, so that who asked for it has the flow in hand. */
  constructor(source: ReadFlowSource, onBytes: (bytes: Uint8Array) => void | Promise<void>) {
    this.#source = source;
    this.#onBytes = onBytes;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === null ? resolve() : reject(error));
    });
    this.#wait();
    void DONE.then(this.#pump);
  }

  /** Reads no more; null ends it well. */
  end(error: unknown): void {
    if (this.#over) return;
    this.#rest();
    this.#over = true;
    this.#settle(error);
  }

  #read(): void {
    const { reactor, readiness } = this.#source;
    while (this.#waiting) {
      const chunk = this.#source.read();
      if (chunk === undefined) return;
      if (chunk === null || chunk instanceof SocketError) return this.end(chunk);
      const held = this.#hand(chunk);
      if (held !== undefined) return this.#hold(held);
      if (!readiness.readable) return;
      if (reactor.spend(chunk.length)) continue;
      reactor.yield(this.#pump);
      return;
    }
  }

  #hand(bytes: Uint8Array): void | Promise<void> {
    try {
      return this.#onBytes(bytes);
    } catch (error) {
      this.end(error);
      return undefined;
    }
  }

  #hold(held: Promise<void>): void {
    this.#rest();
    held.then(
      () => this.#goOn(),
      (error: unknown) => this.end(error),
    );
  }

  #goOn(): void {
    if (this.#over) return;
    this.#wait();
    this.#read();
  }

  #wait(): void {
    this.#waiting = true;
    this.#source.reactor.retain();
    this.#source.readiness.onReadable = this.#pump;
  }

  #rest(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#source.readiness.onReadable = null;
    this.#source.reactor.release();
  }
}
