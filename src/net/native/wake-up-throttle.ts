import type { Readiness } from "../reactor/readiness.ts";
import type { Reactor } from "../reactor/reactor.ts";

/** Wake-ups, and looks while coalescing, after which the rate is looked at. */
const WAKE_UPS = 256;
const LOOKS = 64;
/** Datagrams a millisecond from which on coalescing begins, when a wake-up brings fewer than so many; and below which it ends. */
const BEGIN_RATE = 40;
const BEGIN_BATCH = 8;
const END_RATE = 20;
/** A socket that sends one datagram for so many that arrive is one that answers, and whoever asked waits. */
const ANSWERING = 4;
/** Looks that may find nothing, one after the other. */
const MAX_EMPTY_LOOKS = 32;
/** A rate that falls below this share is of senders that wait for answers: they are not to be kept waiting. */
const SAME_RATE = 0.7;
/** How many reviews may find that, and what a look brings when the reader is behind: its rate says nothing of the senders then. */
const TRIAL_REVIEWS = 4;
const BACKLOG = 192;
/** How long such a socket is left alone: doubled each time. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 64_000;

/**
 * Moderates the wake-ups of a datagram socket, as a network card does its interrupts. A wake-up costs several times what
 * receiving a datagram does; so when they come densely, the kernel is told to report no arrivals, and a timer looks for
 * what has come.
 */
export class WakeUpThrottle {
  readonly #reactor: Pick<Reactor, "sys" | "track">;
  readonly #socket: Readiness;
  readonly #intervalUs: number;
  readonly #now: () => number;
  #timer: Readiness | null = null;
  #started = false;
  #wakeUps = 0;
  #datagrams = 0;
  #sent = 0;
  #since: number;
  #emptyLooks = 0;
  #rateBefore = 0;
  #trials = 0;
  #notBefore = 0;
  #pauseMs: number = FIRST_PAUSE_MS;

  /** @param now milliseconds that only go forward */
  constructor(
    reactor: Pick<Reactor, "sys" | "track">,
    socket: Readiness,
    intervalUs: number,
    now: () => number = () => performance.now(),
  ) {
    this.#reactor = reactor;
    this.#socket = socket;
    this.#intervalUs = intervalUs;
    this.#now = now;
    this.#since = now();
  }

  /** Whether arrivals are looked for by the timer. */
  get isOn(): boolean {
    return this.#timer !== null;
  }

  /** The reader got `count` datagrams, without waiting or `woken`. */
  served(count: number, woken: boolean): void {
    this.#datagrams += count;
    this.#emptyLooks = 0;
    if (!woken) return;
    this.#wakeUps += 1;
    if (this.#wakeUps >= (this.#timer === null ? WAKE_UPS : LOOKS)) this.#review();
  }

  /** The socket sends `count` datagrams. */
  sent(count: number): void {
    this.#sent += count;
  }

  /** A reader begins to wait. */
  waiting(): void {
    if (this.#timer !== null && !this.#started) this.#start(this.#timer);
  }

  /** Back to a wake-up for each; the socket closes, or this is not needed. */
  end(): void {
    const timer = this.#timer;
    if (timer === null) return;
    this.#timer = null;
    this.#started = false;
    timer.onReadable = null;
    timer.release();
    this.#reactor.sys.close(timer.fd);
    this.#socket.mute(false);
  }

  #review(): void {
    const now = this.#now();
    const rate = this.#datagrams / (now - this.#since);
    const batch = this.#datagrams / this.#wakeUps;
    const answers = this.#sent * ANSWERING >= this.#datagrams;
    this.#wakeUps = 0;
    this.#sent = 0;
    this.#datagrams = 0;
    this.#since = now;
    if (this.#timer === null) {
      const dense = rate >= BEGIN_RATE && batch < BEGIN_BATCH;
      if (dense && !answers && now >= this.#notBefore) this.#begin(rate);
      return;
    }
    if (answers || rate < END_RATE) this.end();
    else if (batch > BACKLOG) return;
    else if (this.#trials === 0) this.#pauseMs = FIRST_PAUSE_MS;
    else if (rate < this.#rateBefore * SAME_RATE) {
      this.end();
      this.#notBefore = now + this.#pauseMs;
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    } else this.#trials -= 1;
  }

  #begin(rate: number): void {
    const { sys } = this.#reactor;
    const fd = sys.timerCreate();
    // No descriptor is left: then each wakes the process, as before.
    if (fd < 0) return;
    const timer = this.#reactor.track(fd);
    if (timer.readBlocked() < 0) {
      sys.close(fd);
      return;
    }
    timer.onReadable = () => this.#look(timer);
    this.#timer = timer;
    this.#rateBefore = rate;
    this.#trials = TRIAL_REVIEWS;
    this.#emptyLooks = 0;
    this.#socket.mute(true);
    this.#start(timer);
  }

  #start(timer: Readiness): void {
    this.#started = true;
    this.#reactor.sys.timerStart(timer.fd, this.#intervalUs);
  }

  #look(timer: Readiness): void {
    this.#started = false;
    this.#socket.readable = true;
    // Nobody reads: the timer goes on when somebody waits again.
    if (this.#socket.onReadable === null) return;
    this.#emptyLooks += 1;
    this.#socket.onReadable();
    if (this.#timer !== timer) return;
    if (this.#emptyLooks >= MAX_EMPTY_LOOKS) this.end();
    else if (!this.#started) this.#start(timer);
  }
}
