import { SocketError } from "../../errors/index.ts";
import type { Reactor } from "../reactor/reactor.ts";
import type { Readiness } from "../reactor/readiness.ts";

const DONE: Promise<void> = Promise.resolve();
const ignore = (): void => undefined;

/** One read: bytes, null at the end, undefined when it would block, or the error that reading has come to. */
export type ReadOnce = () => Uint8Array | null | undefined | SocketError;

/**
 * Reads a descriptor to its end and hands each read to a callback straight from the reactor; none while a promise of the
 * callback holds it back. Keeps the process alive while it waits for the descriptor.
 */
export class ReadFlow {
  /** Resolves at the end, rejects with the error that reading has come to. */
  readonly ended: Promise<void>;
  readonly #reactor: Reactor;
  readonly #readiness: Readiness;
  readonly #readOnce: ReadOnce;
  readonly #onBytes: (bytes: Uint8Array) => void | Promise<void>;
  readonly #pump: () => void = () => this.#read();
  #resolve: () => void = ignore;
  #reject: (error: unknown) => void = ignore;
  #waiting = false;
  #over = false;

  /** Reading begins behind the calls that are running, so that who asked for it has the flow in hand. */
  constructor(
    reactor: Reactor,
    readiness: Readiness,
    readOnce: ReadOnce,
    onBytes: (bytes: Uint8Array) => void | Promise<void>,
  ) {
    this.#reactor = reactor;
    this.#readiness = readiness;
    this.#readOnce = readOnce;
    this.#onBytes = onBytes;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#wait();
    void DONE.then(this.#pump);
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Reads no more; null ends it well. */
  end(error: unknown): void {
    if (this.#over) return;
    this.#rest();
    this.#over = true;
    if (error === null) this.#resolve();
    else this.#reject(error);
  }

  #read(): void {
    while (this.#waiting) {
      const chunk = this.#readOnce();
      if (chunk === undefined) return;
      if (chunk === null || chunk instanceof SocketError) return this.end(chunk);
      const held = this.#hand(chunk);
      if (held !== undefined) return this.#hold(held);
      if (!this.#readiness.readable) return;
      if (this.#reactor.spend()) continue;
      this.#reactor.yield(this.#pump);
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
    this.#reactor.retain();
    this.#readiness.onReadable = this.#pump;
  }

  #rest(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#readiness.onReadable = null;
    this.#reactor.release();
  }
}
