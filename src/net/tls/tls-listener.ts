import { SocketError } from "../../errors/index.ts";
import { type Address, formatAddress } from "../address.ts";
import { within } from "../deadline.ts";
import { listen } from "../listen.ts";
import type { Listener } from "../listener.ts";
import type { ListenOptions } from "../options.ts";
import type { Stream, WaitOptions } from "../stream.ts";
import { Waiter } from "../waiter.ts";
import { openServerContext, serveTls, type TlsServerContext } from "./start-tls.ts";
import type { TlsListenerOptions } from "./tls-options.ts";

const HANDSHAKE_TIMEOUT_MS = 10_000;
const MAX_HANDSHAKES = 1_024;
/** Finished handshakes that wait for `accept`; while there are so many, no new ones begin. */
const MAX_READY = 1_024;

/**
 * Listens for TLS on a TCP address or a Unix path. Handshakes run side by side under a time limit; one that fails is told
 * to `onHandshakeFailure` and never ends the listener, and a silent client keeps nobody waiting.
 * @throws SocketError as `listen`
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE`, `ERR_BAD_OPTION` for what was given
 * @example
 * const { cert, key } = await makeTemporaryCertificate();
 * await using listener = await listenTls({ host: "127.0.0.1", port: 0 }, { cert, key });
 * for await (const stream of listener) await stream.close();
 */
export async function listenTls(address: Address, options: ListenOptions & TlsListenerOptions): Promise<Listener> {
  const context = await openServerContext(options);
  return new TlsListener(await listen(address, options), context, options);
}

/**
 * Speaks TLS on the connections of another listener, which it takes over; otherwise as {@link listenTls}.
 * @throws LocalProtocolError `ERR_BAD_CERTIFICATE`, `ERR_BAD_OPTION` for what was given; the listener stays open
 */
export async function secureListener(listener: Listener, options: TlsListenerOptions): Promise<Listener> {
  return new TlsListener(listener, await openServerContext(options), options);
}

class TlsListener implements Listener {
  readonly network = "tls";
  readonly local: Address;
  readonly #under: Listener;
  readonly #context: TlsServerContext;
  readonly #options: TlsListenerOptions;
  /** Those under way, oldest first. */
  readonly #handshakes: Map<Stream, AbortController> = new Map();
  readonly #ready: Stream[] = [];
  #failure: Error | null = null;
  #acceptor: Waiter<Stream> | null = null;
  #room: (() => void) | null = null;
  #running = false;
  #closing: Promise<void> | null = null;

  constructor(under: Listener, context: TlsServerContext, options: TlsListenerOptions) {
    this.#under = under;
    this.local = under.local;
    this.#context = context;
    this.#options = options;
  }

  accept(options: WaitOptions = {}): Promise<Stream> {
    const late = (limit: number): Error =>
      new SocketError("ERR_TIMEOUT", { ...this.#site(), hint: `nobody came within ${limit} ms` });
    return within(options, late, (signal) => this.#next(signal));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Stream, void, undefined> {
    while (this.#closing === null) {
      const stream = await this.accept().catch((error: unknown) => {
        if (this.#closing === null) throw error;
      });
      if (stream !== undefined) yield stream;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #next(signal: AbortSignal | undefined): Promise<Stream> {
    if (this.#closing !== null) return Promise.reject(this.#error("ERR_CLOSED"));
    if (this.#acceptor !== null) return Promise.reject(this.#error("ERR_BUSY"));
    if (!this.#running) {
      this.#running = true;
      void this.#run();
    }
    const stream = this.#ready.shift();
    if (stream !== undefined) {
      this.#room?.();
      return Promise.resolve(stream);
    }
    if (this.#failure !== null) {
      const failure = this.#failure;
      this.#failure = null;
      return Promise.reject(failure);
    }
    this.#acceptor = new Waiter<Stream>(signal, () => (this.#acceptor = null));
    return this.#acceptor.promise;
  }

  /** Takes connections until the listener under it fails; the next `accept` starts it again. */
  async #run(): Promise<void> {
    try {
      while (this.#closing === null) {
        if (this.#ready.length >= MAX_READY) await new Promise<void>((resolve) => (this.#room = resolve));
        void this.#secure(await this.#under.accept());
      }
    } catch (error) {
      this.#running = false;
      if (this.#closing === null) this.#fail(error as Error);
    }
  }

  async #secure(stream: Stream): Promise<void> {
    const { handshakeTimeoutMs = HANDSHAKE_TIMEOUT_MS } = this.#options;
    this.#makeRoom();
    const controller = new AbortController();
    this.#handshakes.set(stream, controller);
    const remote = formatAddress(stream.remote);
    try {
      const { signal } = controller;
      this.#give(await serveTls(stream, this.#context, { timeoutMs: handshakeTimeoutMs, signal }));
    } catch (error) {
      if (this.#closing === null) this.#options.onHandshakeFailure?.({ remote, error: error as Error });
    } finally {
      this.#handshakes.delete(stream);
    }
  }

  #makeRoom(): void {
    const { maxHandshakes = MAX_HANDSHAKES } = this.#options;
    for (const [stream, controller] of this.#handshakes) {
      if (this.#handshakes.size < maxHandshakes) return;
      this.#handshakes.delete(stream);
      const hint = `more than ${maxHandshakes} handshakes at once`;
      controller.abort(new SocketError("ERR_LIMIT", { ...this.#site(), remote: formatAddress(stream.remote), hint }));
    }
  }

  #give(stream: Stream): void {
    const acceptor = this.#acceptor;
    this.#acceptor = null;
    if (this.#closing !== null) stream.reset();
    else if (acceptor !== null) acceptor.resolve(stream);
    else this.#ready.push(stream);
  }

  #fail(error: Error): void {
    const acceptor = this.#acceptor;
    this.#acceptor = null;
    if (acceptor === null) this.#failure = error;
    else acceptor.reject(error);
  }

  async #close(): Promise<void> {
    const closing = this.#under.close();
    const refusal = this.#error("ERR_CLOSED");
    const acceptor = this.#acceptor;
    this.#acceptor = null;
    acceptor?.reject(refusal);
    this.#room?.();
    for (const controller of this.#handshakes.values()) controller.abort(refusal);
    // As the kernel does with connections that nobody has accepted.
    for (const stream of this.#ready.splice(0)) stream.reset();
    await closing;
  }

  #site(): { readonly op: "accept"; readonly network: "tls"; readonly local: string } {
    return { op: "accept", network: "tls", local: formatAddress(this.local) };
  }

  #error(code: "ERR_CLOSED" | "ERR_BUSY"): SocketError {
    return new SocketError(code, this.#site());
  }
}
