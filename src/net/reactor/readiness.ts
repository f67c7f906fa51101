import { BulkFlow, type FlowControl } from "./bulk-flow.ts";

const EPOLLIN = 0x1;
const EPOLLPRI = 0x2;
const EPOLLOUT = 0x4;
const EPOLLERR = 0x8;
const EPOLLHUP = 0x10;
const EPOLLRDHUP = 0x2000;
const EPOLLET = 1 << 31;
/** Any of these may make a waiting read succeed or fail. */
const READ_EVENTS = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
const WRITE_EVENTS = EPOLLOUT | EPOLLHUP | EPOLLERR;
/** Each arrival wakes those who ask for either; whether it is urgent is looked up only then (sock_def_readable). */
const ARRIVALS = EPOLLIN | EPOLLPRI;
/** After these, a short read does not prove that the kernel's buffer is empty. */
const STICKY_EVENTS = EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
/** Doubts: an end or an error is near; or a timer looks for arrivals instead of the kernel. */
const ENDING = 1;
const LOOKED_AT = 2;

/** Copying so much takes longer than a call that finds nothing, and a wake-up costs more than both. */
export const BULK_BYTES = 32_768;

/** Everything that a stream can report, edge-triggered. */
const STREAM_EVENTS = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET;
/** Of a datagram socket each datagram that leaves it would report room to write: that is asked for when there is none. */
const DATAGRAM_EVENTS = STREAM_EVENTS & ~EPOLLOUT;

/** Who tells the kernel what to report: the reactor. */
export interface Registrar {
  /** Returns 0 or a negated error number. */
  register(readiness: Readiness): number;
  /** Its events are others than before. Returns 0 or a negated error number. */
  change(readiness: Readiness): number;
  remove(readiness: Readiness): void;
  /** Some descriptor is going to ask for looks, or does so no more. False when there are none to be had. */
  throttle(readiness: Readiness, on: boolean): boolean;
  /** Reports it as readable after a while, whatever the kernel says. False when that cannot be. */
  lookSoon(readiness: Readiness): boolean;
}

/** Who waits to read. */
export interface Reader {
  /** A read may succeed now. */
  onReadable(): void;
}

/**
 * What is known of one descriptor: whether a read or a write may succeed now, and who waits for it. Registration with
 * the kernel is edge-triggered and happens at the first wait, so that a socket that never waits never pays for it.
 */
export class Readiness implements FlowControl {
  readonly fd: number;
  /** Tells this registration from an earlier one of the same number. */
  readonly token: number;
  /** False only when a read would surely not succeed and the kernel will report a change. */
  readable = true;
  writable = true;
  /** Whoever reads messages by the thousand: a closure is two more objects that the processor's caches have lost. */
  reader: Reader | null = null;
  /** Called when a read may succeed and there is no {@link reader}. */
  onReadable: (() => void) | null = null;
  onWritable: (() => void) | null = null;
  /** Why a short read does not prove that the kernel's buffer is empty, or that the kernel will report what comes. */
  #doubts = 0;
  #registered = false;
  readonly #reportsRoom: boolean;
  #events: number;
  readonly #registrar: Registrar;
  // Most streams never receive much.
  #flow: BulkFlow | null = null;

  /** `datagrams`: each message that leaves it would count as room to write. */
  constructor(registrar: Registrar, fd: number, token: number, datagrams = false) {
    this.#registrar = registrar;
    this.fd = fd;
    this.token = token;
    this.#reportsRoom = !datagrams;
    this.#events = datagrams ? DATAGRAM_EVENTS : STREAM_EVENTS;
  }

  /** What the kernel is to report. */
  get events(): number {
    return this.#events;
  }

  get isRegistered(): boolean {
    return this.#registered;
  }

  /**
   * A read gave `bytes`, fewer than asked for: an Internet stream is drained then, unless its end or an error is near, or
   * it was so much that more has come during the copying, or a timer looks for what comes.
   */
  drained(bytes: number): void {
    if (bytes < BULK_BYTES && this.#registered && this.#doubts === 0) this.readable = false;
  }

  /** A read of an Internet stream gave {@link BULK_BYTES} or more, and more reads like it may follow. */
  receivedMuch(bytes: number): void {
    if (!this.#registered) return;
    this.#flow ??= new BulkFlow(this);
    this.#flow.received(bytes);
  }

  /** A read found nothing: the next readiness will be reported. Returns 0 or a negated error number. */
  readBlocked(): number {
    this.readable = false;
    if (this.#flow?.blocked() === true) return 0;
    return this.#register();
  }

  /** A write found no room. Returns 0 or a negated error number. */
  writeBlocked(): number {
    this.writable = false;
    return this.#reportsRoom ? this.#register() : this.#ask(this.#events | EPOLLOUT);
  }

  /** The kernel is not to report what arrives, or to do so again: then also what is there. Returns 0 or a negated error number. */
  mute(on: boolean): number {
    return this.#ask(on ? this.#events & ~ARRIVALS : this.#events | ARRIVALS);
  }

  throttle(on: boolean): boolean {
    const done = this.#registrar.throttle(this, on);
    this.#doubts = on && done ? this.#doubts | LOOKED_AT : this.#doubts & ~LOOKED_AT;
    return done;
  }

  lookSoon(): boolean {
    return this.#registrar.lookSoon(this);
  }

  #ask(events: number): number {
    if (events === this.#events) return this.#register();
    this.#events = events;
    return this.#registered ? this.#registrar.change(this) : this.#register();
  }

  #register(): number {
    if (this.#registered) return 0;
    const result = this.#registrar.register(this);
    if (result === 0) this.#registered = true;
    return result;
  }

  /** A read may succeed: whoever waits for that tries. */
  look(): void {
    this.readable = true;
    if (this.reader !== null) this.reader.onReadable();
    else this.onReadable?.();
  }

  /** The kernel reported `events`. */
  report(events: number): void {
    if (events & STICKY_EVENTS) this.#doubts |= ENDING;
    if (events & READ_EVENTS) this.look();
    if (events & WRITE_EVENTS) {
      this.writable = true;
      if (!this.#reportsRoom) this.#ask(this.#events & ~EPOLLOUT);
      this.onWritable?.();
    }
  }

  /** The descriptor is about to be closed or given away. */
  release(): void {
    this.#flow?.end();
    this.#flow = null;
    this.#registrar.remove(this);
    this.#registered = false;
  }
}
