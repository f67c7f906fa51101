import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { isIPv4 } from "node:net";
import { SocketError, type SocketOperation } from "../../errors/index.ts";
import { formatAddress, type InetAddress } from "../address.ts";
import type {
  Datagram,
  Datagrams,
  MembershipOptions,
  OutgoingDatagram,
  SendToAllFailure,
  SendToAllOptions,
} from "../datagrams.ts";
import { within } from "../deadline.ts";
import { toSocketError } from "../errno-table.ts";
import type { DatagramOptions } from "../options.ts";
import { explainMembership } from "../membership-error.ts";
import { MAX_PAYLOAD_BYTES } from "../payload-limit.ts";
import { numericHost, plainHost, resolveHost } from "../resolve.ts";
import type { WaitOptions } from "../stream.ts";
import { inodeOfSocket, readUdpDrops } from "../udp-drops.ts";
import { Waiter } from "../waiter.ts";
import { nodeInterface } from "./membership.ts";
import { refuseOptions } from "./refuse-options.ts";
import { type UdpHandle, udpHandleOf } from "./udp-handle.ts";

const DEFAULT_RECEIVE_BUFFER = 4_194_304;
const DEFAULT_BATCH = 256;
const SEND_BATCH = 64;
/** Datagrams that wait for `receive` here; then reading stops and the kernel's buffer takes over (and counts its drops). */
const QUEUE_MAX = 8_192;
const QUEUE_MAX_BYTES = 16_777_216;
interface Receiver {
  readonly max: number;
  readonly waiter: Waiter<readonly Datagram[]>;
}

/** {@link Datagrams} over a bound `dgram.Socket`. */
export class NodeDatagrams implements Datagrams {
  readonly local: InetAddress;
  readonly receiveBufferBytes: number;
  readonly #socket: Socket;
  readonly #family: 4 | 6;
  readonly #connected: boolean;
  readonly #handle: UdpHandle | undefined;
  readonly #inode: string | undefined;
  #queue: Datagram[] = [];
  #queuedBytes = 0;
  #stopped = false;
  #dropped = 0;
  #failure: SocketError | null = null;
  #receiver: Receiver | null = null;
  #wakeUp = false;
  #closing: Promise<void> | null = null;

  /** Takes over a socket that is bound and has not delivered anything yet. */
  constructor(socket: Socket, family: 4 | 6, receiveBufferBytes: number, connected = false) {
    const bound = socket.address();
    this.local = { host: plainHost(bound.address), port: bound.port };
    this.receiveBufferBytes = receiveBufferBytes;
    this.#socket = socket;
    this.#family = family;
    this.#connected = connected;
    this.#handle = udpHandleOf(socket);
    this.#inode = this.#handle === undefined ? undefined : inodeOfSocket(this.#handle.fd);
    socket.on("message", (bytes, from) => this.#onMessage(bytes, from));
    socket.on("error", (error) => this.#onError(error));
  }

  receive(max: number = DEFAULT_BATCH, options?: WaitOptions): Promise<readonly Datagram[]> {
    if (!(max >= 1)) return Promise.reject(new RangeError(`max must be 1 or more, got ${max}`));
    if (options === undefined) return this.#next(max, undefined);
    return within(
      options,
      (limit) => new SocketError("ERR_TIMEOUT", { ...this.#site("recv"), hint: `nothing within ${limit} ms` }),
      (signal) => this.#next(max, signal),
    );
  }

  offer(bytes: Uint8Array, to: InetAddress): Promise<void> | null {
    return this.send(bytes, to);
  }

  async send(bytes: Uint8Array, to: InetAddress): Promise<void> {
    if (this.#closing !== null) throw this.#error("ERR_CLOSED", "send");
    if (!Number.isInteger(to.port) || to.port < 1 || to.port > 65_535) {
      throw new RangeError(`A port is a whole number from 1 to 65535, got ${to.port}`);
    }
    const host = numericHost(to.host) ?? (await this.#resolve(to.host));
    const limit = MAX_PAYLOAD_BYTES[host.family];
    const remote = formatAddress({ host: host.host, port: to.port });
    if (bytes.length > limit) {
      const hint = `${bytes.length} bytes given, the limit is ${limit}`;
      throw new SocketError("ERR_MESSAGE_TOO_LONG", { ...this.#site("send"), remote, hint });
    }
    if (host.family === 6 && this.#family === 4) {
      throw new SocketError("ERR_UNSUPPORTED", { ...this.#site("send"), remote, hint: "this socket is bound to IPv4" });
    }
    const target = host.family === 4 && this.#family === 6 ? `::ffff:${host.host}` : host.host;
    await new Promise<void>((resolve, reject) => {
      // Closed while the name was looked up.
      if (this.#closing !== null) return reject(this.#error("ERR_CLOSED", "send"));
      const done = (error: Error | null): void => {
        if (error === null) resolve();
        else reject(toSocketError(error, { ...this.#site("send"), remote }));
      };
      if (this.#connected) this.#socket.send(bytes, done);
      else this.#socket.send(bytes, to.port, target, done);
    });
  }

  async sendMany(datagrams: readonly OutgoingDatagram[]): Promise<void> {
    // All at once would fill libuv's queue; one by one would cost a turn of the event loop each.
    for (let at = 0; at < datagrams.length; at += SEND_BATCH) {
      const batch = datagrams.slice(at, at + SEND_BATCH);
      await Promise.all(batch.map(({ bytes, to }) => this.send(bytes, to)));
    }
  }

  async sendToAll(
    bytes: Uint8Array,
    to: readonly InetAddress[],
    { except = -1 }: SendToAllOptions = {},
  ): Promise<readonly SendToAllFailure[]> {
    const failures: SendToAllFailure[] = [];
    const one = async (address: InetAddress, index: number): Promise<void> => {
      if (index === except) return;
      await this.send(bytes, address).catch((error: SocketError) => {
        // It is wrong for all of them.
        if (error.code === "ERR_MESSAGE_TOO_LONG" || error.code === "ERR_CLOSED") throw error;
        failures.push({ index, error });
      });
    };
    for (let at = 0; at < to.length; at += SEND_BATCH) {
      await Promise.all(to.slice(at, at + SEND_BATCH).map((address, index) => one(address, at + index)));
    }
    return failures.sort((a, b) => a.index - b.index);
  }

  join(group: string, options: MembershipOptions = {}): void {
    this.#membership("join", group, options);
  }

  leave(group: string, options: MembershipOptions = {}): void {
    this.#membership("leave", group, options);
  }

  kernelDrops(): number | null {
    const kernel = this.#inode === undefined ? null : readUdpDrops(this.#inode, this.#family === 6);
    return kernel === null && this.#dropped === 0 ? null : (kernel ?? 0) + this.#dropped;
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#queue = [];
      const receiver = this.#receiver;
      this.#receiver = null;
      receiver?.waiter.reject(this.#error("ERR_CLOSED", "recv"));
      this.#socket.close(() => resolve());
    });
    return this.#closing;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Datagram, void, undefined> {
    while (this.#closing === null) {
      const batch = await this.receive().catch((error: unknown) => {
        if (this.#closing === null) throw error;
      });
      if (batch !== undefined) yield* batch;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #next(max: number, signal: AbortSignal | undefined): Promise<readonly Datagram[]> {
    if (this.#closing !== null) return Promise.reject(this.#error("ERR_CLOSED", "recv"));
    if (this.#receiver !== null) return Promise.reject(this.#error("ERR_BUSY", "recv"));
    if (this.#queue.length > 0) return Promise.resolve(this.#take(max));
    if (this.#failure !== null) {
      const failure = this.#failure;
      this.#failure = null;
      return Promise.reject(failure);
    }
    const waiter = new Waiter<readonly Datagram[]>(signal, () => (this.#receiver = null));
    this.#receiver = { max, waiter };
    return waiter.promise;
  }

  #onMessage(buffer: Uint8Array, { address, port }: RemoteInfo): void {
    if (this.#closing !== null) return;
    const full = this.#queue.length >= QUEUE_MAX || this.#queuedBytes >= QUEUE_MAX_BYTES;
    if (full && this.#handle === undefined) {
      this.#dropped += 1;
      return;
    }
    const bytes = new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
    this.#queue.push({ bytes, from: { host: plainHost(address), port } });
    this.#queuedBytes += bytes.length;
    if (full && !this.#stopped) this.#stopped = this.#handle?.recvStop() === 0;
    if (this.#receiver === null || this.#wakeUp) return;
    // Everything that the kernel holds arrives in this turn of the event loop: answer once, after it.
    this.#wakeUp = true;
    setImmediate(() => this.#serve());
  }

  #serve(): void {
    this.#wakeUp = false;
    const receiver = this.#receiver;
    if (receiver === null || this.#queue.length === 0) return;
    this.#receiver = null;
    receiver.waiter.resolve(this.#take(receiver.max));
  }

  #take(max: number): readonly Datagram[] {
    const batch = this.#queue.length <= max ? this.#queue : this.#queue.slice(0, max);
    this.#queue = batch === this.#queue ? [] : this.#queue.slice(max);
    for (const { bytes } of batch) this.#queuedBytes -= bytes.length;
    if (this.#stopped && this.#queue.length < QUEUE_MAX / 2 && this.#queuedBytes < QUEUE_MAX_BYTES / 2) {
      this.#stopped = this.#handle?.recvStart() !== 0;
    }
    return batch;
  }

  #onError(error: Error): void {
    const failure = toSocketError(error, this.#site("recv"));
    const receiver = this.#receiver;
    if (receiver === null || this.#queue.length > 0) {
      this.#failure = failure;
      return;
    }
    this.#receiver = null;
    receiver.waiter.reject(failure);
  }

  async #resolve(name: string): Promise<{ readonly host: string; readonly family: 4 | 6 }> {
    const found = await resolveHost(name, "udp", this.#family === 4 ? 4 : undefined);
    return found[0];
  }

  #membership(op: "join" | "leave", group: string, options: MembershipOptions): void {
    if (this.#closing !== null) throw this.#error("ERR_CLOSED", op);
    const family = isIPv4(group) ? 4 : 6;
    const { source } = options;
    const from = options.interface === undefined ? undefined : nodeInterface(options.interface, family, op);
    try {
      if (op === "join" && source === undefined) this.#socket.addMembership(group, from);
      else if (op === "join" && source !== undefined) this.#socket.addSourceSpecificMembership(source, group, from);
      else if (source === undefined) this.#socket.dropMembership(group, from);
      else this.#socket.dropSourceSpecificMembership(source, group, from);
    } catch (error) {
      throw explainMembership(toSocketError(error, { ...this.#site(op), op, remote: group }));
    }
  }

  #site(op: SocketOperation): { readonly op: SocketOperation; readonly network: "udp"; readonly local: string } {
    return { op, network: "udp", local: formatAddress(this.local) };
  }

  #error(code: "ERR_CLOSED" | "ERR_BUSY", op: SocketOperation): SocketError {
    return new SocketError(code, this.#site(op));
  }
}

/** `Backend.bindInet` of Node. */
export async function bindInetNode(at: InetAddress, options: DatagramOptions): Promise<Datagrams> {
  const family = isIPv4(at.host) ? 4 : 6;
  const { socket: wanted } = options;
  refuseOptions(wanted, ["ttl", "sendBufferBytes"], { op: "bind", network: "udp", local: formatAddress(at) });
  const socket = createSocket({
    type: family === 6 ? "udp6" : "udp4",
    reuseAddr: options.reuseAddress ?? false,
    ipv6Only: options.ipv6Only ?? false,
    // `send` gives numeric addresses only: no second look-up, which would cost a turn of the event loop.
    lookup: (name, _options, callback) => callback(null, name, family),
  });
  try {
    await bind(socket, at.host, at.port);
    const receiveBufferBytes = configure(socket, family, options);
    if (options.connectTo !== undefined) await connectTo(socket, options.connectTo);
    return new NodeDatagrams(socket, family, receiveBufferBytes, options.connectTo !== undefined);
  } catch (error) {
    socket.close();
    throw toSocketError(error, { op: "bind", network: "udp", local: formatAddress(at) });
  }
}

function bind(socket: Socket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ address, port, exclusive: true }, () => {
      socket.off("error", reject);
      resolve();
    });
  });
}

function connectTo(socket: Socket, to: InetAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.connect(to.port, to.host, (error?: Error) => {
      if (error === undefined || error === null) return resolve();
      reject(toSocketError(error, { op: "connect", network: "udp", remote: formatAddress(to) }));
    });
  });
}

/** Sets the options that need a bound socket and returns the receive buffer that the kernel gave. */
function configure(socket: Socket, family: 4 | 6, options: DatagramOptions): number {
  socket.setRecvBufferSize(options.receiveBufferBytes ?? DEFAULT_RECEIVE_BUFFER);
  const ttl = options.ttl ?? options.socket?.ttl;
  if (options.socket?.sendBufferBytes !== undefined) socket.setSendBufferSize(options.socket.sendBufferBytes);
  if (options.broadcast === true) socket.setBroadcast(true);
  if (ttl !== undefined) socket.setTTL(ttl);
  if (options.multicastTtl !== undefined) socket.setMulticastTTL(options.multicastTtl);
  if (options.multicastLoopback !== undefined) socket.setMulticastLoopback(options.multicastLoopback);
  if (options.multicastInterface !== undefined) {
    socket.setMulticastInterface(nodeInterface(options.multicastInterface, family, "bind"));
  }
  return socket.getRecvBufferSize();
}
