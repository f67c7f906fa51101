import { type Address, formatAddress } from "../../net/index.ts";
import { DatagramEnd, receiveAll } from "./datagram-end.ts";
import type { DatagramPort } from "./datagram-port.ts";
import { MessageQueue } from "./message-queue.ts";
import type { EndListener, RelayEnd } from "./relay-end.ts";

/** What a {@link DatagramListener} is given. */
export interface DatagramListenerOptions {
  /** Serve the first peer only; what others send is dropped and counted. */
  readonly once: boolean;
  /** A peer that was silent for so long is over; its next datagram begins anew. Null: never. */
  readonly silenceMs: number | null;
}

interface Session<A extends Address> {
  readonly end: DatagramEnd<A>;
  timer: NodeJS.Timeout | null;
}

/** A socket for datagrams that takes every source address for a connection of its own. */
export class DatagramListener<A extends Address> implements EndListener {
  readonly name: string;
  readonly network: string;
  readonly address: string;
  readonly #port: DatagramPort<A>;
  readonly #options: DatagramListenerOptions;
  readonly #sessions = new Map<string, Session<A>>();
  readonly #arrivals = new MessageQueue<RelayEnd>(Number.POSITIVE_INFINITY);
  #dropped = 0;
  #served = 0;
  #isClosed = false;

  constructor(port: DatagramPort<A>, options: DatagramListenerOptions) {
    this.#port = port;
    this.#options = options;
    this.network = port.protocol === "UDP" ? "udp" : "unix-datagram";
    this.address = formatAddress(port.local);
    this.name = `${this.network} ${this.address}`;
    void receiveAll(port, {
      datagram: (bytes, from) => this.#received(bytes, from),
      refused: (error) => this.#sessions.get(error.remote ?? "")?.end.queue.fail(error),
      ended: (error) => this.#ended(error),
    });
  }

  async accept(): Promise<RelayEnd> {
    const end = await this.#arrivals.take();
    if (end === null) throw new Error("the socket is closed");
    return end;
  }

  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** Takes no more peers; the socket is closed with the last of those that are served. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#arrivals.end();
    if (this.#sessions.size === 0) await this.#port.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #received(bytes: Uint8Array, from: string): void {
    let session = this.#sessions.get(from);
    if (session === undefined) {
      if (this.#isClosed || (this.#options.once && this.#served > 0)) {
        this.#dropped += 1;
        return;
      }
      session = this.#begin(from);
    }
    session.timer?.refresh();
    session.end.queue.put(bytes);
  }

  #begin(from: string): Session<A> {
    this.#served += 1;
    const { silenceMs } = this.#options;
    const end: DatagramEnd<A> = new DatagramEnd(this.#port, this.#port.addressOf(from), () =>
      this.#close(from, session),
    );
    const timer = silenceMs === null ? null : setTimeout(() => end.queue.end(), silenceMs);
    const session: Session<A> = { end, timer };
    this.#sessions.set(from, session);
    this.#arrivals.put(end);
    return session;
  }

  async #close(from: string, session: Session<A>): Promise<void> {
    if (session.timer !== null) clearTimeout(session.timer);
    if (this.#sessions.get(from) === session) this.#sessions.delete(from);
    if (this.#isClosed && this.#sessions.size === 0) await this.#port.close();
  }

  #ended(error: Error | null): void {
    if (error === null) this.#arrivals.end();
    else this.#arrivals.fail(error);
    for (const { end } of this.#sessions.values()) {
      if (error === null) end.queue.end();
      else end.queue.fail(error);
    }
  }
}
