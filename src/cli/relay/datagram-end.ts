import { SocketError } from "../../errors/index.ts";
import { type Address, formatAddress } from "../../net/index.ts";
import type { DatagramPort } from "./datagram-port.ts";
import { MessageQueue } from "./message-queue.ts";
import type { RelayEnd, SocketFacts } from "./relay-end.ts";

/** Datagrams have no end: once the other side has finished, silence is the end. */
const SILENT_PEER_MS = 1000;
/** Datagrams of one peer that wait to be read; more are dropped and counted. */
const MAX_WAITING_BYTES = 4_194_304;

/** A conversation in datagrams with one peer as one end of a relay. */
export class DatagramEnd<A extends Address> implements RelayEnd {
  readonly name: string;
  readonly network: "udp" | "unix";
  readonly address: string;
  readonly keepsMessages = true;
  readonly maxMessageBytes: number;
  readonly patienceMs: number = SILENT_PEER_MS;
  readonly stream = null;
  readonly pipes = null;
  readonly gone = null;
  readonly outcome = null;
  readonly facts: SocketFacts;
  /** What came from the peer. */
  readonly queue: MessageQueue = new MessageQueue(MAX_WAITING_BYTES);
  readonly #port: DatagramPort<A>;
  readonly #remote: A;
  readonly #onClose: () => Promise<void>;
  #closed: Promise<void> | null = null;

  constructor(port: DatagramPort<A>, remote: A, onClose: () => Promise<void>) {
    this.#port = port;
    this.#remote = remote;
    this.#onClose = onClose;
    this.address = formatAddress(remote);
    this.network = port.protocol === "UDP" ? "udp" : "unix";
    this.name = `${this.network} ${this.address}`;
    this.maxMessageBytes = port.maxBytes;
    this.facts = { protocol: port.protocol, local: port.local, remote };
  }

  /** Sends to one address and receives from it only, through a socket of its own. */
  static to<A extends Address>(port: DatagramPort<A>, remote: A): DatagramEnd<A> {
    const end = new DatagramEnd(port, remote, () => port.close());
    void receiveAll(port, {
      datagram: (bytes, from) => {
        if (from === end.address) end.queue.put(bytes);
      },
      refused: (error) => end.queue.fail(error),
      ended: (error) => (error === null ? end.queue.end() : end.queue.fail(error)),
    });
    return end;
  }

  get droppedMessages(): number {
    return this.queue.dropped;
  }

  read(): Promise<Uint8Array | null> {
    return this.queue.take();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#port.send(bytes, this.#remote);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.queue.end();
    this.#closed ??= this.#onClose();
    return this.#closed;
  }

  abort(): void {
    void this.close();
  }
}

/** What {@link receiveAll} calls. */
export interface DatagramReceiver {
  datagram(bytes: Uint8Array, from: string): void;
  /** Nobody was there for an earlier datagram; the socket goes on. */
  refused(error: SocketError): void;
  /** The socket was closed (null), or failed. */
  ended(error: Error | null): void;
}

/** Receives until the socket is closed or fails. */
export async function receiveAll<A>(port: DatagramPort<A>, receiver: DatagramReceiver): Promise<void> {
  for (;;) {
    try {
      for (const { bytes, from } of await port.receive()) receiver.datagram(bytes, from);
    } catch (error) {
      if (error instanceof SocketError && error.code === "ERR_REFUSED") receiver.refused(error);
      else return receiver.ended(SocketError.is(error, "ERR_CLOSED") ? null : (error as Error));
    }
  }
}
