import type { EngineDatagrams, EngineListener, EngineNetwork, EngineStream } from "../../src/engine/index.ts";
import { type ErrorCode, SocketError } from "../../src/errors/index.ts";
import {
  type Address,
  type Datagram,
  formatAddress,
  type InetAddress,
  type SendToAllFailure,
  type SendToAllOptions,
} from "../../src/net/index.ts";

const error = (code: ErrorCode): SocketError => new SocketError(code, { op: "send", network: "tcp" });

interface Writer {
  readonly bytes: Uint8Array;
  resolve(): void;
  reject(reason: Error): void;
}

/** One direction of a connection: the other end's buffer of `capacity` bytes, and the writers that wait for room. */
class Pipe {
  capacity: number;
  chunks: Uint8Array[] = [];
  size = 0;
  fin = false;
  failure: SocketError | null = null;
  writers: Writer[] = [];
  reader: { resolve(bytes: Uint8Array | null): void; reject(reason: Error): void } | null = null;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get queued(): number {
    return this.writers.reduce((sum, writer) => sum + writer.bytes.length, 0);
  }

  /** As the kernel does: a write is taken when there is any room for it. */
  pump(): void {
    while (this.writers.length > 0 && this.size < this.capacity) {
      const writer = this.writers.shift();
      if (writer === undefined) return;
      this.chunks.push(writer.bytes.slice());
      this.size += writer.bytes.length;
      writer.resolve();
    }
    const { reader } = this;
    if (reader === null) return;
    const chunk = this.chunks.shift();
    if (chunk !== undefined) {
      this.reader = null;
      this.size -= chunk.length;
      reader.resolve(chunk);
      this.pump();
    } else if (this.failure !== null) {
      this.reader = null;
      reader.reject(this.failure);
    } else if (this.fin && this.writers.length === 0) {
      this.reader = null;
      reader.resolve(null);
    }
  }

  fail(failure: SocketError): void {
    this.failure = failure;
    for (const writer of this.writers.splice(0)) writer.reject(failure);
    this.pump();
  }
}

/** One end of a connection in memory. */
export class MemoryStream implements EngineStream {
  readonly network: "tcp" | "unix";
  readonly local: Address;
  readonly remote: Address;
  readonly incoming: Pipe;
  readonly outgoing: Pipe;
  /** What was called: `noDelay true`, `keepAlive 5`. */
  readonly options: string[] = [];
  closed = false;
  #finSent = false;

  constructor(network: "tcp" | "unix", local: Address, remote: Address, incoming: Pipe, outgoing: Pipe) {
    this.network = network;
    this.local = local;
    this.remote = remote;
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  get queuedBytes(): number {
    return this.outgoing.queued;
  }

  read(): Promise<Uint8Array | null> {
    if (this.closed) return Promise.reject(error("ERR_CLOSED"));
    return new Promise((resolve, reject) => {
      this.incoming.reader = { resolve, reject };
      this.incoming.pump();
    });
  }

  async readEach(onBytes: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
    for (let bytes = await this.read(); bytes !== null; bytes = await this.read()) await onBytes(bytes);
  }

  offer(bytes: Uint8Array): Promise<void> {
    return this.write(bytes);
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.closed || this.#finSent) return Promise.reject(error("ERR_CLOSED"));
    if (this.outgoing.failure !== null) return Promise.reject(this.outgoing.failure);
    return new Promise((resolve, reject) => {
      this.outgoing.writers.push({ bytes, resolve, reject });
      this.outgoing.pump();
    });
  }

  async shutdown(): Promise<void> {
    this.#finSent = true;
    while (this.outgoing.writers.length > 0) await new Promise((resolve) => setImmediate(resolve));
    this.outgoing.fin = true;
    this.outgoing.pump();
  }

  reset(): void {
    if (this.closed) return;
    this.closed = true;
    this.outgoing.fail(error("ERR_RESET"));
    this.incoming.reader?.reject(error("ERR_CLOSED"));
    this.incoming.reader = null;
    this.incoming.fail(error("ERR_RESET"));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    await this.shutdown();
    this.closed = true;
    this.incoming.fail(error("ERR_CLOSED"));
  }

  setNoDelay(on: boolean): void {
    this.options.push(`noDelay ${on}`);
  }

  setKeepAlive(seconds: number): void {
    this.options.push(`keepAlive ${seconds}`);
  }
}

class MemoryListener implements EngineListener {
  readonly network: "tcp" | "unix";
  readonly local: Address;
  readonly #onClose: () => void;
  readonly #ready: (MemoryStream | SocketError)[] = [];
  #waiter: { resolve(stream: MemoryStream): void; reject(reason: Error): void } | null = null;
  #closed = false;

  constructor(network: "tcp" | "unix", local: Address, onClose: () => void) {
    this.network = network;
    this.local = local;
    this.#onClose = onClose;
  }

  give(item: MemoryStream | SocketError): void {
    this.#ready.push(item);
    this.#pump();
  }

  accept(): Promise<MemoryStream> {
    if (this.#closed) return Promise.reject(error("ERR_CLOSED"));
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#pump();
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    this.#waiter?.reject(error("ERR_CLOSED"));
  }

  #pump(): void {
    const waiter = this.#waiter;
    if (waiter === null) return;
    const item = this.#ready.shift();
    if (item === undefined) return;
    this.#waiter = null;
    if (item instanceof MemoryStream) waiter.resolve(item);
    else waiter.reject(item);
  }
}

class MemoryDatagrams implements EngineDatagrams {
  readonly local: InetAddress;
  readonly receiveBufferBytes = 4096;
  readonly #network: MemoryNetwork;
  readonly #queue: (Datagram | SocketError)[] = [];
  drops: number | null = 0;
  #waiter: { resolve(batch: readonly Datagram[]): void; reject(reason: Error): void } | null = null;
  #closed = false;

  constructor(network: MemoryNetwork, local: InetAddress) {
    this.#network = network;
    this.local = local;
  }

  give(item: Datagram | SocketError): void {
    this.#queue.push(item);
    this.#pump();
  }

  receive(): Promise<readonly Datagram[]> {
    if (this.#closed) return Promise.reject(error("ERR_CLOSED"));
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      this.#pump();
    });
  }

  send(bytes: Uint8Array, to: InetAddress): Promise<void> {
    if (this.#closed) return Promise.reject(error("ERR_CLOSED"));
    if (bytes.length > 65_507) return Promise.reject(error("ERR_MESSAGE_TOO_LONG"));
    this.#network.bound.get(formatAddress(to))?.give({ bytes: bytes.slice(), from: this.local });
    return Promise.resolve();
  }

  offer(bytes: Uint8Array, to: InetAddress): Promise<void> {
    return this.send(bytes, to);
  }

  async sendToAll(
    bytes: Uint8Array,
    to: readonly InetAddress[],
    { except = -1 }: SendToAllOptions = {},
  ): Promise<readonly SendToAllFailure[]> {
    for (const [index, address] of to.entries()) if (index !== except) await this.send(bytes, address);
    return [];
  }

  join(): void {}

  kernelDrops(): number | null {
    return this.drops;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#network.bound.delete(formatAddress(this.local));
    this.#waiter?.reject(error("ERR_CLOSED"));
  }

  #pump(): void {
    const waiter = this.#waiter;
    const item = waiter === null ? undefined : this.#queue.shift();
    if (waiter === null || item === undefined) return;
    this.#waiter = null;
    if (item instanceof SocketError) waiter.reject(item);
    else waiter.resolve([item]);
  }
}

/** A network in memory: no sockets, no time. Tests reach into it to stall, to break and to inject errors. */
export class MemoryNetwork implements EngineNetwork {
  readonly listeners = new Map<string, MemoryListener>();
  readonly bound = new Map<string, MemoryDatagrams>();
  /** The server's ends of the connections, in order. */
  readonly accepted: MemoryStream[] = [];
  /** Bytes that an end takes before it is read. */
  capacity = 65_536;
  /** Thrown by the next calls of `connect`. */
  readonly connectErrors: SocketError[] = [];
  #nextPort = 40_000;

  async connect(address: Address): Promise<MemoryStream> {
    const failure = this.connectErrors.shift();
    if (failure !== undefined) throw failure;
    const listener = this.listeners.get(formatAddress(address));
    const unix = "path" in address;
    if (listener === undefined) {
      throw new SocketError("ERR_REFUSED", {
        op: "connect",
        network: unix ? "unix" : "tcp",
        remote: formatAddress(address),
      });
    }
    const local: Address = unix ? { path: "" } : { host: "127.0.0.1", port: this.#nextPort++ };
    const there = new Pipe(this.capacity);
    const back = new Pipe(this.capacity);
    const network = unix ? "unix" : "tcp";
    const server = new MemoryStream(network, listener.local, local, there, back);
    this.accepted.push(server);
    listener.give(server);
    return new MemoryStream(network, local, listener.local, back, there);
  }

  async listen(address: Address): Promise<MemoryListener> {
    const local = "path" in address || address.port !== 0 ? address : { ...address, port: this.#nextPort++ };
    const key = formatAddress(local);
    if (this.listeners.has(key)) {
      throw new SocketError("ERR_ADDRESS_IN_USE", { op: "listen", network: "tcp", local: key });
    }
    const listener = new MemoryListener("path" in local ? "unix" : "tcp", local, () => this.listeners.delete(key));
    this.listeners.set(key, listener);
    return listener;
  }

  async bindDatagrams(address: InetAddress): Promise<MemoryDatagrams> {
    const local = address.port === 0 ? { ...address, port: this.#nextPort++ } : address;
    const datagrams = new MemoryDatagrams(this, local);
    this.bound.set(formatAddress(local), datagrams);
    return datagrams;
  }
}
