import { SocketError } from "../../errors/index.ts";
import { formatAddress, type InetAddress } from "../address.ts";
import { AF_INET } from "../constants/family.ts";
import { MSG_DONTWAIT, MSG_NOSIGNAL } from "../constants/message-flag.ts";
import type { OutgoingDatagram, SendToAllFailure, SendToAllOptions } from "../datagrams.ts";
import type { ErrorSite } from "../errno-table.ts";
import { MAX_PAYLOAD_BYTES } from "../payload-limit.ts";
import { checkPort } from "../port.ts";
import type { Reactor } from "../reactor/reactor.ts";
import type { Readiness } from "../reactor/readiness.ts";
import { numericHost, type ResolvedHost, resolveHost } from "../resolve.ts";
import type { FanOut } from "../sys/sys.ts";
import { LINUX_ERRNO } from "../sys/linux-errno.ts";
import { Waiter } from "../waiter.ts";
import { encodeInetName } from "./native-name.ts";
import { type EncodedDatagrams, sendVector, SendVector } from "./send-vector.ts";
import { sysError } from "./sys-error.ts";

const { EAGAIN, ECONNREFUSED, EHOSTUNREACH, EINTR, ENETUNREACH } = LINUX_ERRNO;
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
/** A call that sends this many takes about as long as the event loop may be held. */
const FAN_OUT_PER_CALL = 256;
const BYTES_OF_A_SEND = 4096;
const DONE: Promise<void> = Promise.resolve();
/** What is sent to nobody in particular goes to the peer of a connected socket. */
const NO_NAME: Uint8Array = new Uint8Array(0);
/** Destinations whose encoded address is remembered. */
const MAX_NAMES = 4_096;

/** The socket that sends. */
export interface SendingSocket {
  readonly readiness: Readiness;
  readonly family: number;
  readonly local: InetAddress;
  /** The encoded address that it is connected to; null when it is not. */
  readonly peer: Uint8Array | null;
}

/** The sending half of a UDP socket: encodes destinations, and waits when the kernel's buffer is full. */
export class DatagramSender {
  readonly #reactor: Reactor;
  readonly #readiness: Readiness;
  readonly #family: number;
  readonly #local: InetAddress;
  readonly #peer: Uint8Array | null;
  readonly #heedErrors: () => void;
  readonly #names: Map<string, Uint8Array> = new Map();
  /** The same addresses are used again and again as the same objects. */
  readonly #knownObjects = new WeakMap<InetAddress, Uint8Array>();
  #fanOut: FanOut | null = null;
  /** What is laid out in it, by place, and the list that this is. */
  #laid: InetAddress[] = [];
  #laidList: readonly InetAddress[] | null = null;
  #laidLength = 0;
  #lastTo: InetAddress | null = null;
  #lastName: Uint8Array = new Uint8Array(0);
  #room: Waiter<void> | null = null;
  /** Settles when the last of those that wait for room is sent or has failed. */
  #line: Promise<void> | null = null;
  #failure: SocketError | null = null;

  /** `heedErrors` is called when a send met the refusal of an earlier one. */
  constructor(reactor: Reactor, { readiness, family, local, peer }: SendingSocket, heedErrors: () => void) {
    this.#reactor = reactor;
    this.#readiness = readiness;
    this.#family = family;
    this.#local = local;
    this.#peer = peer;
    this.#heedErrors = heedErrors;
  }

  /** As {@link offer}; not before the event loop's turn when many sends were. */
  send(bytes: Uint8Array, to: InetAddress): Promise<void> {
    const waiting = this.offer(bytes, to);
    if (waiting !== null) return waiting;
    return this.#reactor.spend() ? DONE : new Promise((resolve) => this.#reactor.yield(resolve));
  }

  /** Null when the kernel took it at once. */
  offer(bytes: Uint8Array, to: InetAddress): Promise<void> | null {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    try {
      const name = this.#known(to);
      if (name === undefined) return this.#sendToName(bytes, to);
      this.#checkLength(bytes, to, name);
      return this.#sendTo(bytes, name, to);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async sendMany(datagrams: readonly OutgoingDatagram[]): Promise<void> {
    const { length } = datagrams;
    // The caller has its list back as soon as this function waits.
    const list = datagrams.slice();
    const encoded = { payloads: new Array<Uint8Array>(length), names: new Array<Uint8Array>(length) };
    const vector = sendVector(this.#reactor.sys);
    if (this.#line !== null) await this.#line;
    let heeded = -1;
    for (let at = 0, ready = 0; at < length; ) {
      // Those of the next call only: what is looked at just before it is sent is still in the processor's caches.
      const end = Math.min(length, at + SendVector.capacity);
      ready = this.#encodeKnown(list, encoded, ready, end);
      if (ready < end) {
        const { to } = list[ready] as OutgoingDatagram;
        this.#encodeOne(list, encoded, ready, await this.#lookUp(to));
        ready += 1;
        continue;
      }
      if (this.#failure !== null) throw this.#failure;
      const sent = vector.send(this.#readiness.fd, encoded, at, end);
      if (sent > 0) at += sent;
      else if (sent === -EAGAIN || sent === 0) await this.#waitForRoom();
      else if (isRefusal(sent) && heeded !== at) {
        // Of an earlier datagram, perhaps to somebody else: this one is tried once more.
        heeded = at;
        this.#heedErrors();
      } else if (sent !== -EINTR) throw sysError(sent, this.#site(list[at]?.to ?? this.#local));
      if (!this.#mayGoOn(sent)) await new Promise<void>((resolve) => this.#reactor.yield(resolve));
    }
  }

  /** Encodes from `start` to before `end`, and returns where it stopped: at `end` or at a host that must be looked up. */
  #encodeKnown(list: readonly OutgoingDatagram[], encoded: EncodedDatagrams, start: number, end: number): number {
    for (let at = start; at < end; at += 1) {
      const name = this.#known((list[at] as OutgoingDatagram).to);
      if (name === undefined) return at;
      this.#encodeOne(list, encoded, at, name);
    }
    return end;
  }

  #encodeOne(
    list: readonly OutgoingDatagram[],
    { payloads, names }: EncodedDatagrams,
    at: number,
    name: Uint8Array,
  ): void {
    const { bytes, to } = list[at] as OutgoingDatagram;
    this.#checkLength(bytes, to, name);
    payloads[at] = bytes;
    // To its peer a connected socket has the route already.
    names[at] = name === this.#peer ? NO_NAME : name;
  }

  async sendToAll(
    bytes: Uint8Array,
    to: readonly InetAddress[],
    { except = -1 }: SendToAllOptions,
  ): Promise<readonly SendToAllFailure[]> {
    const failures: SendToAllFailure[] = [];
    const [first] = to;
    if (first === undefined) return failures;
    this.#checkLength(bytes, first, this.#known(first) ?? (await this.#lookUp(first)));
    if (this.#line !== null) await this.#line;
    let heeded = -1;
    for (let at = 0; at < to.length; ) {
      if (this.#failure !== null) throw this.#failure;
      if (at === except) {
        at += 1;
        continue;
      }
      // Another list may have been laid out while this one waited.
      const fanOut = this.#isLaid(to) ? this.#fanOut : await this.#layOut(to);
      if (fanOut === null || !this.#isLaid(to)) continue;
      const most = Math.min((at < except ? except : to.length) - at, FAN_OUT_PER_CALL);
      const sent = this.#reactor.sys.sendFanOut(this.#readiness.fd, fanOut, bytes, at, most, FLAGS);
      if (sent > 0) at += sent;
      else if (sent === -EAGAIN || sent === 0) await this.#waitForRoom();
      else if (isRefusal(sent) && heeded !== at) {
        // Of an earlier datagram, perhaps to somebody else: this one is tried once more.
        heeded = at;
        this.#heedErrors();
      } else if (sent !== -EINTR) {
        failures.push({ index: at, error: sysError(sent, this.#site(to[at] ?? this.#local)) });
        at += 1;
      }
      if (!this.#mayGoOn(sent)) await new Promise<void>((resolve) => this.#reactor.yield(resolve));
    }
    return failures;
  }

  /** Lists change by a few addresses at a time: only what is another than before is written. */
  async #layOut(to: readonly InetAddress[]): Promise<FanOut> {
    const from = to === this.#laidList ? this.#laidLength : 0;
    for (let index = from; index < to.length; index++) {
      const address = to[index] as InetAddress;
      if (!this.#knownObjects.has(address)) await this.#learn(address);
    }
    if (this.#fanOut === null || this.#fanOut.capacity < to.length) {
      this.#fanOut = this.#reactor.sys.makeFanOut(Math.max(64, to.length * 2));
      this.#laid = [];
    }
    for (let index = 0; index < to.length; index++) {
      const address = to[index] as InetAddress;
      if (this.#laid[index] === address) continue;
      this.#laid[index] = address;
      this.#fanOut.set(index, this.#knownObjects.get(address) as Uint8Array);
    }
    this.#laidList = to;
    this.#laidLength = to.length;
    return this.#fanOut;
  }

  /** Whether the event loop can wait after one more call: each of its datagrams takes about a quarter of a call of its own. */
  #mayGoOn(sent: number): boolean {
    return this.#reactor.spend(Math.max(0, sent) * BYTES_OF_A_SEND);
  }

  #isLaid(to: readonly InetAddress[]): boolean {
    return to === this.#laidList && to.length === this.#laidLength;
  }

  async #learn(address: InetAddress): Promise<void> {
    this.#knownObjects.set(address, this.#known(address) ?? (await this.#lookUp(address)));
  }

  /** The socket closes: nothing waits any more. */
  fail(error: SocketError): void {
    this.#failure = error;
    this.#room?.reject(error);
    this.#endWait();
  }

  #sendTo(bytes: Uint8Array, name: Uint8Array, to: InetAddress): Promise<void> | null {
    if (this.#line === null && this.#sendNow(bytes, name, to)) return null;
    return this.#sendInLine(bytes, name, to);
  }

  /** False when there is no room. */
  #sendNow(bytes: Uint8Array, name: Uint8Array, to: InetAddress): boolean {
    const { sys } = this.#reactor;
    for (let refusals = 0; ; ) {
      // To its peer a connected socket has the route already.
      const { fd } = this.#readiness;
      const result =
        name === this.#peer
          ? sys.send(fd, bytes, bytes.length, FLAGS)
          : sys.sendto(fd, bytes, bytes.length, FLAGS, name);
      if (result >= 0) return true;
      if (result === -EINTR) continue;
      if (result === -EAGAIN) return false;
      if (!isRefusal(result) || refusals > 0) throw sysError(result, this.#site(to));
      // The refusal of an earlier datagram, perhaps to somebody else: it belongs to the reader, and this one is sent.
      refusals += 1;
      this.#heedErrors();
    }
  }

  /** When there is room, and behind those that wait already: none overtakes another. */
  async #sendInLine(bytes: Uint8Array, name: Uint8Array, to: InetAddress): Promise<void> {
    const before = this.#line;
    let leave: () => void = () => undefined;
    const line = new Promise<void>((resolve) => (leave = resolve));
    this.#line = line;
    try {
      await (before ?? this.#waitForRoom());
      for (;;) {
        // Closed while it waited: the number may be another socket's by now.
        if (this.#failure !== null) throw this.#failure;
        if (this.#sendNow(bytes, name, to)) return;
        await this.#waitForRoom();
      }
    } finally {
      if (this.#line === line) this.#line = null;
      leave();
    }
  }

  async #sendToName(bytes: Uint8Array, to: InetAddress): Promise<void> {
    const name = await this.#lookUp(to);
    if (this.#failure !== null) throw this.#failure;
    this.#checkLength(bytes, to, name);
    await this.#sendTo(bytes, name, to);
  }

  /** The encoded address of a numeric host; undefined for a name. */
  #known(to: InetAddress): Uint8Array | undefined {
    if (to === this.#lastTo) return this.#lastName;
    const key = `${to.host}|${to.port}`;
    let name = this.#names.get(key);
    if (name === undefined) {
      checkPort(to.port, 1);
      const host = numericHost(to.host);
      if (host === undefined) return undefined;
      name = this.#encode(host, to);
      if (this.#names.size >= MAX_NAMES) this.#names.clear();
      this.#names.set(key, name);
    }
    this.#lastTo = to;
    this.#lastName = name;
    return name;
  }

  async #lookUp(to: InetAddress): Promise<Uint8Array> {
    const [host] = await resolveHost(to.host, "udp", this.#family === AF_INET ? 4 : undefined);
    return this.#encode(host, to);
  }

  #encode(host: ResolvedHost, to: InetAddress): Uint8Array {
    const name = encodeInetName(this.#reactor.sys, this.#family, { host: host.host, port: to.port });
    if (name !== undefined) return this.#peer !== null && isSame(name, this.#peer) ? this.#peer : name;
    throw new SocketError("ERR_UNSUPPORTED", { ...this.#site(to), hint: "this socket is bound to IPv4" });
  }

  #checkLength(bytes: Uint8Array, to: InetAddress, name: Uint8Array): void {
    if (bytes.length <= MAX_PAYLOAD_BYTES[4]) return;
    // An IPv4 address that is mapped into IPv6 travels by IPv4: ten zeros and ffff before it.
    const mapped = name.length === 28 && name[18] === 0xff && name[19] === 0xff && name[8] === 0;
    const limit = MAX_PAYLOAD_BYTES[name.length === 28 && !mapped ? 6 : 4];
    if (bytes.length <= limit) return;
    const hint = `${bytes.length} bytes given, the limit is ${limit}`;
    throw new SocketError("ERR_MESSAGE_TOO_LONG", { ...this.#site(to), hint });
  }

  #waitForRoom(): Promise<void> {
    if (this.#room !== null) return this.#room.promise;
    const room = new Waiter<void>();
    this.#room = room;
    this.#reactor.retain();
    this.#readiness.onWritable = () => {
      this.#endWait();
      room.resolve();
    };
    const failed = this.#readiness.writeBlocked();
    if (failed < 0) {
      this.#endWait();
      room.reject(sysError(failed, { op: "send", network: "udp", local: formatAddress(this.#local) }));
    }
    return room.promise;
  }

  #endWait(): void {
    if (this.#room === null) return;
    this.#room = null;
    this.#readiness.onWritable = null;
    this.#reactor.release();
  }

  #site(to: InetAddress): ErrorSite {
    return { op: "send", network: "udp", local: formatAddress(this.#local), remote: formatAddress(to) };
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Errors that ICMP brings back for datagrams that were sent before. */
function isRefusal(result: number): boolean {
  return result === -ECONNREFUSED || result === -EHOSTUNREACH || result === -ENETUNREACH;
}
