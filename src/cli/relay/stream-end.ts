import { formatAddress, type Listener, type Stream } from "../../net/index.ts";
import type { EndListener, RelayEnd, SocketFacts } from "./relay-end.ts";

/** One read asks for this much. */
const READ_BYTES = 262_144;

/** A TCP, TLS or Unix connection as one end of a relay. */
export class StreamEnd implements RelayEnd {
  readonly name: string;
  readonly network: "tcp" | "unix";
  readonly address: string;
  readonly keepsMessages = false;
  readonly maxMessageBytes: number = Number.POSITIVE_INFINITY;
  readonly patienceMs = null;
  readonly pipes = null;
  readonly gone = null;
  readonly outcome = null;
  readonly stream: Stream;
  readonly facts: SocketFacts;
  #buffer: Uint8Array | null = null;

  constructor(stream: Stream) {
    const { network, local, remote } = stream;
    const printed = formatAddress(remote);
    this.stream = stream;
    // A client of a Unix listener mostly has no name.
    this.address = printed === "" ? formatAddress(local) : printed;
    this.name = `${network} ${this.address}`;
    this.network = network === "unix" ? "unix" : "tcp";
    this.facts = { protocol: network.toUpperCase(), local, remote };
  }

  async read(): Promise<Uint8Array | null> {
    this.#buffer ??= Buffer.allocUnsafeSlow(READ_BYTES);
    const length = await this.stream.readInto(this.#buffer);
    return length === 0 ? null : this.#buffer.subarray(0, length);
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.stream.write(bytes);
  }

  finish(): Promise<void> {
    return this.stream.shutdown();
  }

  close(): Promise<void> {
    return this.stream.close();
  }

  abort(): void {
    this.stream.reset();
  }
}

/** A listener for connections as one side of a relay. */
export class StreamEndListener implements EndListener {
  readonly name: string;
  readonly network: string;
  readonly address: string;
  readonly #listener: Listener;

  constructor(listener: Listener, network: string = listener.network) {
    this.#listener = listener;
    this.network = network;
    this.address = formatAddress(listener.local);
    this.name = `${network} ${this.address}`;
  }

  async accept(): Promise<RelayEnd> {
    return new StreamEnd(await this.#listener.accept());
  }

  takeDropped(): number {
    return 0;
  }

  close(): Promise<void> {
    return this.#listener.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
