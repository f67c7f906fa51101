import { loadSys } from "../sys/load-sys.ts";
import type { LoopWatch, Sys } from "../sys/sys.ts";
import { Readiness, type Registrar, WATCHED_EVENTS } from "./readiness.ts";

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EEXIST = 17;
/** Events taken in one turn of the loop, so that timers and files stay alive under load. */
const EVENTS_PER_TURN = 1024;
/** Calls that may finish at once before the loop gets a turn. */
const CALLS_PER_TURN = 256;
/** 16 KiB cost about as much as a call. */
const BYTES_PER_CALL_SHIFT = 14;
/** So many events at once promise more of them soon: worth another look before the loop gets its turn. */
const BUSY_EVENTS = 4;
/** Events of such looks in one turn. */
const BUSY_EVENTS_PER_TURN = 256;
/** A spin never holds the loop longer than this, however busy the sockets are. */
const SPIN_LIMIT_US = 1000;

const DONE: Promise<void> = Promise.resolve();

// One reactor per thread, made at the first wait: an epoll descriptor belongs to the thread's event loop.
let current: Reactor | undefined;

/**
 * Waits for many descriptors with one edge-triggered epoll, which Node's event loop watches as one descriptor. It keeps
 * the process alive while a call waits and at no other time.
 */
export class Reactor implements Registrar {
  readonly sys: Sys;
  readonly #epoll: number;
  readonly #watch: LoopWatch;
  readonly #ready: Int32Array = new Int32Array(Buffer.allocUnsafeSlow(EVENTS_PER_TURN * 12).buffer);
  readonly #entries: (Readiness | undefined)[] = [];
  readonly #drain: () => void = () => this.#drainNow();
  readonly #lookAgain: () => void = () => this.#lookOn();
  readonly #spin: () => void = () => this.#spinOn();
  readonly #yielded: (() => void)[] = [];
  #token = 0;
  #waiters = 0;
  #scheduled = false;
  #calls = 0;
  #turnEvents = 0;
  #spinMs = 0;
  #spinUntil = 0;
  #spinEnd = 0;

  constructor(sys: Sys) {
    this.sys = sys;
    this.#epoll = sys.epollCreate();
    if (this.#epoll < 0) throw new Error(`epoll_create1 failed with errno ${-this.#epoll}`);
    this.#watch = sys.watch(this.#epoll, () => {
      if (this.#scheduled) return;
      this.#scheduled = true;
      // libuv's callback does not run microtasks; an immediate does, in the same turn.
      setImmediate(this.#drain);
    });
    this.#watch.unref();
  }

  /** This thread's reactor. @throws SocketError `ERR_UNSUPPORTED` when this platform has no socket calls */
  static current(): Reactor {
    current ??= new Reactor(loadSys());
    return current;
  }

  /** Microseconds to look for more events before sleeping; see {@link setBusyPoll}. */
  set spinMicroseconds(microseconds: number) {
    this.#spinMs = microseconds / 1000;
  }

  /** Begins to keep track of a descriptor; costs no system call. */
  track(fd: number): Readiness {
    this.#token = (this.#token + 1) | 0;
    return new Readiness(this, fd, this.#token);
  }

  /** Called by {@link Readiness} at its first wait. Returns 0 or a negated error number. */
  register(readiness: Readiness): number {
    const { fd, token } = readiness;
    let result = this.sys.epollControl(this.#epoll, EPOLL_CTL_ADD, fd, WATCHED_EVENTS, token);
    if (result === -EEXIST) {
      // Somebody closed the number behind our back and got it again for the same open file.
      this.sys.epollControl(this.#epoll, EPOLL_CTL_DEL, fd, 0, 0);
      result = this.sys.epollControl(this.#epoll, EPOLL_CTL_ADD, fd, WATCHED_EVENTS, token);
    }
    if (result === 0) this.#entries[fd] = readiness;
    return result;
  }

  remove(readiness: Readiness): void {
    if (!readiness.isRegistered) return;
    // Closing is not enough: another descriptor may keep the open file, and with it the registration, alive.
    this.sys.epollControl(this.#epoll, EPOLL_CTL_DEL, readiness.fd, 0, 0);
    if (this.#entries[readiness.fd] === readiness) this.#entries[readiness.fd] = undefined;
  }

  /** A call begins to wait: the process stays alive. */
  retain(): void {
    if (this.#waiters++ === 0) this.#watch.ref();
  }

  /** A call has ended its wait. */
  release(): void {
    if (--this.#waiters === 0) this.#watch.unref();
  }

  /**
   * Whether a call may finish at once; false when so many did that the event loop must get its turn first. A call that
   * moves many bytes counts for several.
   */
  spend(bytes = 0): boolean {
    this.#calls += 1 + (bytes >> BYTES_PER_CALL_SHIFT);
    return this.#calls <= CALLS_PER_TURN;
  }

  /** Runs `next` after the event loop had its turn. */
  yield(next: () => void): void {
    this.#yielded.push(next);
    if (this.#yielded.length === 1) setImmediate(() => this.#resume());
  }

  #resume(): void {
    this.#calls = 0;
    for (const next of this.#yielded.splice(0)) next();
  }

  #drainNow(): void {
    this.#scheduled = false;
    this.#calls = 0;
    this.#turnEvents = 0;
    const count = this.#deliver();
    if (count > 0 && this.#spinMs > 0) this.#startSpin();
    else this.#lookAgainAfter(count);
  }

  /** A turn of the loop costs as much as two messages, so a busy reactor takes what came meanwhile in the same turn. */
  #lookAgainAfter(count: number): void {
    this.#turnEvents += count;
    if (count < BUSY_EVENTS || this.#turnEvents > BUSY_EVENTS_PER_TURN || this.#calls > CALLS_PER_TURN / 2) return;
    // After the microtasks of those that were just woken; queueMicrotask would make an async resource each time.
    void DONE.then(this.#lookAgain);
  }

  #lookOn(): void {
    this.#lookAgainAfter(this.#deliver());
  }

  #deliver(): number {
    const ready = this.#ready;
    const count = this.sys.epollWait(this.#epoll, ready, 0);
    for (let i = 0; i < count; i++) {
      const readiness = this.#entries[ready[i * 3 + 1] ?? -1];
      if (readiness === undefined || readiness.token !== ready[i * 3 + 2]) continue;
      try {
        readiness.report(ready[i * 3] ?? 0);
      } catch (error) {
        // It has to reach uncaughtException, but the kernel tells the other events only once.
        setImmediate(() => {
          throw error;
        });
      }
    }
    return count;
  }

  #startSpin(): void {
    const now = performance.now();
    this.#spinUntil = now + this.#spinMs;
    this.#spinEnd = now + SPIN_LIMIT_US / 1000;
    void DONE.then(this.#spin);
  }

  // A microtask each, so that what was just received is handled between two looks at the kernel.
  #spinOn(): void {
    const now = performance.now();
    if (this.#waiters === 0 || now > this.#spinUntil || now > this.#spinEnd) return;
    this.#calls = 0;
    if (this.#deliver() > 0) this.#spinUntil = now + this.#spinMs;
    void DONE.then(this.#spin);
  }
}

/**
 * Lets this thread look for more events for so many microseconds before it sleeps. It lowers the latency of one busy
 * connection (no wake-up) and keeps a processor busy; 0, the default, switches it off. Timers and files wait at most
 * 1 ms for it.
 * @throws RangeError outside 0–1000
 */
export function setBusyPoll(microseconds: number): void {
  if (!(microseconds >= 0 && microseconds <= SPIN_LIMIT_US)) {
    throw new RangeError(`microseconds must be 0-${SPIN_LIMIT_US}, got ${microseconds}`);
  }
  Reactor.current().spinMicroseconds = microseconds;
}
