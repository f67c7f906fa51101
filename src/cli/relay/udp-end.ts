import { bindDatagrams, type Datagrams, formatAddress, type InetAddress, resolveHost } from "../../net/index.ts";
import { SocketError } from "../../errors/index.ts";
import { MessageQueue } from "./message-queue.ts";
import type { EndListener, RelayEnd, SocketFacts } from "./relay-end.ts";

/** UDP has no end: once the other side has finished, silence is the end. */
const SILENT_PEER_MS = 1000;
const MAX_DATAGRAM_BYTES = 65_507;
/** Datagrams of one peer that wait to be read; more are dropped and counted. */
const MAX_WAITING_BYTES = 4_194_304;

/** A UDP conversation with one peer as one end of a relay. */
export class UdpEnd implements RelayEnd {
  readonly name: string;
  readonly network = "udp";
  readonly address: string;
  readonly keepsMessages = true;
  readonly maxMessageBytes: number = MAX_DATAGRAM_BYTES;
  readonly patienceMs: number = SILENT_PEER_MS;
  readonly stream = null;
  readonly pipes = null;
  readonly gone = null;
  readonly outcome = null;
  readonly facts: SocketFacts;
  readonly #socket: Datagrams;
  readonly #queue: MessageQueue;
  readonly #remote: InetAddress;
  readonly #onClose: () => Promise<void>;
  #closed: Promise<void> | null = null;

  constructor(socket: Datagrams, remote: InetAddress, queue: MessageQueue, onClose: () => Promise<void>) {
    this.#socket = socket;
    this.#remote = remote;
    this.#queue = queue;
    this.#onClose = onClose;
    this.address = formatAddress(remote);
    this.name = `udp ${this.address}`;
    this.facts = { protocol: "UDP", local: socket.local, remote };
  }

  /** Sends to one address, and receives from it only. @throws SocketError */
  static async connect(address: InetAddress, signal: AbortSignal): Promise<UdpEnd> {
    const [{ host, family }] = await resolveHost(address.host, "udp");
    const remote = { host, port: address.port };
    const socket = await bindDatagrams({ host: family === 6 ? "::" : "0.0.0.0", port: 0 });
    signal.throwIfAborted();
    const queue = new MessageQueue(MAX_WAITING_BYTES);
    const key = formatAddress(remote);
    void receiveAll(
      socket,
      queue,
      (from) => (formatAddress(from) === key ? queue : null),
      (error) => queue.fail(error),
    );
    return new UdpEnd(socket, remote, queue, () => socket.close());
  }

  get droppedMessages(): number {
    return this.#queue.dropped;
  }

  read(): Promise<Uint8Array | null> {
    return this.#queue.take();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#socket.send(bytes, this.#remote);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#queue.end();
    this.#closed ??= this.#onClose();
    return this.#closed;
  }

  abort(): void {
    void this.close();
  }
}

/** Receives until the socket is closed; a failure of the socket itself ends `main`, the queue of whoever owns it. */
async function receiveAll(
  socket: Datagrams,
  main: Pick<MessageQueue, "end" | "fail">,
  queueOf: (from: InetAddress) => MessageQueue | null,
  onRefused: (error: SocketError) => void,
): Promise<void> {
  for (;;) {
    try {
      for (const { bytes, from } of await socket.receive()) queueOf(from)?.put(bytes);
    } catch (error) {
      // The answer to an earlier datagram was that nobody is there; the socket goes on.
      if (error instanceof SocketError && error.code === "ERR_REFUSED") onRefused(error);
      else if (SocketError.is(error, "ERR_CLOSED")) return main.end();
      else return main.fail(error);
    }
  }
}

/** What a {@link UdpEndListener} is given. */
export interface UdpListenerOptions {
  /** Serve the first peer only; what others send is dropped and counted. */
  readonly once: boolean;
  /** A peer that was silent for so long is over; its next datagram begins anew. Null: never. */
  readonly silenceMs: number | null;
}

interface Session {
  readonly queue: MessageQueue;
  timer: NodeJS.Timeout | null;
}

/** A UDP socket that takes every source address for a connection of its own. */
export class UdpEndListener implements EndListener {
  readonly name: string;
  readonly network = "udp";
  readonly address: string;
  readonly #socket: Datagrams;
  readonly #options: UdpListenerOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #arrivals = new MessageQueue<UdpEnd>(Number.POSITIVE_INFINITY);
  #dropped = 0;
  #served = 0;
  #isClosed = false;

  private constructor(socket: Datagrams, options: UdpListenerOptions) {
    this.#socket = socket;
    this.#options = options;
    this.address = formatAddress(socket.local);
    this.name = `udp ${this.address}`;
    const refused = (error: SocketError): void => this.#sessions.get(error.remote ?? "")?.queue.fail(error);
    void receiveAll(socket, this.#arrivals, (from) => this.#queueOf(from), refused);
  }

  /** Binds it. @throws SocketError */
  static async bind(address: InetAddress, options: UdpListenerOptions, signal: AbortSignal): Promise<UdpEndListener> {
    const socket = await bindDatagrams(address);
    signal.throwIfAborted();
    return new UdpEndListener(socket, options);
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
    if (this.#sessions.size === 0) await this.#socket.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #queueOf(from: InetAddress): MessageQueue | null {
    const key = formatAddress(from);
    const known = this.#sessions.get(key);
    if (known !== undefined) {
      this.#touch(known);
      return known.queue;
    }
    if (this.#isClosed || (this.#options.once && this.#served > 0)) {
      this.#dropped += 1;
      return null;
    }
    this.#served += 1;
    const queue = new MessageQueue(MAX_WAITING_BYTES);
    const session: Session = { queue, timer: null };
    this.#sessions.set(key, session);
    this.#touch(session);
    this.#arrivals.put(new UdpEnd(this.#socket, from, queue, () => this.#end(key, session)));
    return queue;
  }

  #touch(session: Session): void {
    const { silenceMs } = this.#options;
    if (silenceMs === null) return;
    if (session.timer === null) session.timer = setTimeout(() => session.queue.end(), silenceMs);
    else session.timer.refresh();
  }

  async #end(key: string, session: Session): Promise<void> {
    if (session.timer !== null) clearTimeout(session.timer);
    if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    if (this.#isClosed && this.#sessions.size === 0) await this.#socket.close();
  }
}
