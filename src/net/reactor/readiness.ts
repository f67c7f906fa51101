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
/** After these, a short read does not prove that the kernel's buffer is empty. */
const STICKY_EVENTS = EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR;

/** Copying so much takes longer than a call that finds nothing, and a wake-up costs more than both. */
const BULK_BYTES = 32_768;

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
export class Readiness {
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
  #sticky = false;
  #registered = false;
  readonly #reportsRoom: boolean;
  #events: number;
  readonly #registrar: Registrar;

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
   * it was so much that more has come during the copying.
   */
  drained(bytes: number): void {
    if (bytes < BULK_BYTES && this.#registered && !this.#sticky) this.readable = false;
  }

  /** A read found nothing: the next readiness will be reported. Returns 0 or a negated error number. */
  readBlocked(): number {
    this.readable = false;
    return this.#register();
  }

  /** A write found no room. Returns 0 or a negated error number. */
  writeBlocked(): number {
    this.writable = false;
    return this.#reportsRoom ? this.#register() : this.#ask(this.#events | EPOLLOUT);
  }

  /** The kernel is not to report what arrives, or to do so again: then also what is there. Returns 0 or a negated error number. */
  mute(on: boolean): number {
    return this.#ask(on ? this.#events & ~EPOLLIN : this.#events | EPOLLIN);
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

  /** The kernel reported `events`. */
  report(events: number): void {
    if (events & STICKY_EVENTS) this.#sticky = true;
    if (events & READ_EVENTS) {
      this.readable = true;
      if (this.reader !== null) this.reader.onReadable();
      else this.onReadable?.();
    }
    if (events & WRITE_EVENTS) {
      this.writable = true;
      if (!this.#reportsRoom) this.#ask(this.#events & ~EPOLLOUT);
      this.onWritable?.();
    }
  }

  /** The descriptor is about to be closed or given away. */
  release(): void {
    this.#registrar.remove(this);
    this.#registered = false;
  }
}
