import { loadSys } from "../sys/load-sys.ts";
import type { LoopWatch, Sys } from "../sys/sys.ts";
import { LookTimer } from "./look-timer.ts";
import { Readiness, type Registrar } from "./readiness.ts";

const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
const EPOLL_CTL_MOD = 3;
const EEXIST = 17;
/** Events taken in one turn of the loop, so that timers and files stay alive under load. */
const EVENTS_PER_TURN = 1024;
/** Events after which those that they woke go on, so that their answers find the processor's caches warm. */
const EVENTS_PER_STEP = 32;
/** Bytes after which they do so, before what they got leaves the caches. */
const BYTES_PER_STEP = 65_536;
/** Calls that may finish at once before the loop gets a turn, and more of them for each event of the turn. */
const CALLS_PER_TURN = 256;
const CALLS_PER_EVENT = 2;
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
  readonly #goOn: () => void = () => this.#deliver();
  readonly #lookAgain: () => void = () => this.#look();
  readonly #yielded: (() => void)[] = [];
  readonly #looks: LookTimer = new LookTimer(this);
  #token = 0;
  #waiters = 0;
  #scheduled = false;
  #calls = 0;
  /** Events that the last look at the kernel has found, and how many of them are delivered. */
  #found = 0;
  #delivered = 0;
  #stepBytes = 0;
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

  /** Begins to keep track of a descriptor, which is or is not of a datagram socket; costs no system call. */
  track(fd: number, datagrams = false): Readiness {
    this.#token = (this.#token + 1) | 0;
    return new Readiness(this, fd, this.#token, datagrams);
  }

  /** Called by {@link Readiness} at its first wait. Returns 0 or a negated error number. */
  register(readiness: Readiness): number {
    const { fd, token, events } = readiness;
    let result = this.sys.epollControl(this.#epoll, EPOLL_CTL_ADD, fd, events, token);
    if (result === -EEXIST) {
      // Somebody closed the number behind our back and got it again for the same open file.
      this.sys.epollControl(this.#epoll, EPOLL_CTL_DEL, fd, 0, 0);
      result = this.sys.epollControl(this.#epoll, EPOLL_CTL_ADD, fd, events, token);
    }
    if (result === 0) this.#entries[fd] = readiness;
    return result;
  }

  change({ fd, token, events }: Readiness): number {
    return this.sys.epollControl(this.#epoll, EPOLL_CTL_MOD, fd, events, token);
  }

  remove(readiness: Readiness): void {
    if (!readiness.isRegistered) return;
    // Closing is not enough: another descriptor may keep the open file, and with it the registration, alive.
    this.sys.epollControl(this.#epoll, EPOLL_CTL_DEL, readiness.fd, 0, 0);
    if (this.#entries[readiness.fd] === readiness) this.#entries[readiness.fd] = undefined;
  }

  throttle(readiness: Readiness, on: boolean): boolean {
    if (on) return this.#looks.join();
    this.#looks.leave(readiness);
    return true;
  }

  lookSoon(readiness: Readiness): boolean {
    return this.#looks.add(readiness);
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
    return this.#calls <= this.#allowance;
  }

  /** Somebody was woken and got `bytes`, with which he goes on after this step. */
  gave(bytes: number): void {
    this.#stepBytes += bytes;
  }

  /** A call that may finish at once moved so many bytes: it counts for several. */
  charge(bytes: number): void {
    this.#calls += bytes >> BYTES_PER_CALL_SHIFT;
  }

  /** Whoever is woken may answer at once, however many they are. */
  get #allowance(): number {
    return CALLS_PER_TURN + CALLS_PER_EVENT * this.#turnEvents;
  }

  /** Runs `next` after the event loop had its turn. */
  yield(next: () => void): void {
    this.#yielded.push(next);
    if (this.#yielded.length === 1) setImmediate(() => this.#resume());
  }

  #resume(): void {
    this.#beginTurn();
    for (const next of this.#yielded.splice(0)) next();
  }

  #beginTurn(): void {
    this.#calls = 0;
    this.#turnEvents = 0;
  }

  #drainNow(): void {
    this.#scheduled = false;
    this.#beginTurn();
    if (this.#spinMs > 0) {
      this.#spinUntil = 0;
      this.#spinEnd = performance.now() + SPIN_LIMIT_US / 1000;
    }
    this.#look();
  }

  #look(): void {
    this.#found = this.sys.epollWait(this.#epoll, this.#ready, 0);
    this.#delivered = 0;
    this.#turnEvents += Math.max(0, this.#found);
    this.#deliver();
  }

  #deliver(): void {
    const ready = this.#ready;
    const end = Math.min(this.#found, this.#delivered + EVENTS_PER_STEP);
    this.#stepBytes = 0;
    while (this.#delivered < end && this.#stepBytes < BYTES_PER_STEP) {
      const at = this.#delivered * 3;
      this.#delivered += 1;
      const readiness = this.#entries[ready[at + 1] ?? -1];
      if (readiness === undefined || readiness.token !== ready[at + 2]) continue;
      try {
        readiness.report(ready[at] ?? 0);
      } catch (error) {
        // It has to reach uncaughtException, but the kernel tells the other events only once.
        setImmediate(() => {
          throw error;
        });
      }
    }
    // After the microtasks of those that were just woken; queueMicrotask would make an async resource each time.
    if (this.#delivered < this.#found) void DONE.then(this.#goOn);
    else if (this.#spinMs > 0 ? this.#maySpin() : this.#isBusy()) void DONE.then(this.#lookAgain);
  }

  /** A turn of the loop costs as much as two messages, so a busy reactor takes what came meanwhile in the same turn. */
  #isBusy(): boolean {
    return this.#found >= BUSY_EVENTS && this.#turnEvents <= BUSY_EVENTS_PER_TURN && this.#calls <= this.#allowance / 2;
  }

  /** A spin ends when nobody waits, nothing has come for its time, or the loop has stood still for long. */
  #maySpin(): boolean {
    const now = performance.now();
    if (this.#found > 0) this.#spinUntil = now + this.#spinMs;
    this.#beginTurn();
    return this.#waiters > 0 && now <= this.#spinUntil && now <= this.#spinEnd;
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
