/**
 * How long a bulk stream that would block is left alone: at 8 GB/s two megabytes come meanwhile, at 10 Gbit/s 320 KB. On a
 * virtual machine a sleep that a timer ends costs 30 us of CPU, whatever its length.
 */
export const LOOK_US = 256;
/** After so many bytes the rate is looked at. */
const REVIEW_BYTES = 16_777_216;
/** Bytes a millisecond from which on this is worth it: 160 KB at a look. */
const BEGIN_RATE = 640_000;
/** What a look should bring, and how many in a row may bring less. */
const LOOK_BYTES = 32_768;
const MAX_POOR_LOOKS = 8;
/** A rate that falls below this share is of a sender that waits for answers: it is not to be kept waiting. */
const SAME_RATE = 0.8;
/** So many reviews say it, when none of them is better: a pause of the sender, or of the machine, proves nothing. */
const TRIAL_REVIEWS = 4;
/** How long such a stream is left alone: doubled each time. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 64_000;

/** What a flow tells its descriptor's {@link Readiness} and its reactor. */
export interface FlowControl {
  /** The kernel is to report no arrivals; the flow's looks find them. Or to report them again, also what is there. */
  mute(on: boolean): void;
  /** Lets the reactor report the descriptor as readable {@link LOOK_US} from now. False when it cannot. */
  lookSoon(): boolean;
  /** The flow has begun to be looked at, or ended. False when the reactor cannot. */
  throttle(on: boolean): boolean;
}

/**
 * Moderates the wake-ups of a stream that receives much, as a network card does its interrupts: a reader that is faster
 * than the sender is woken for each piece, and each wake-up costs as much as receiving 64 KB. When they come densely, the
 * kernel is told to report no arrivals, and a timer of the reactor looks for what has come.
 */
export class BulkFlow {
  readonly #control: FlowControl;
  readonly #now: () => number;
  #on = false;
  #bytes = 0;
  #blocks = 0;
  #since: number;
  #sinceLook = 0;
  #poorLooks = 0;
  #rateBefore = 0;
  #trials = 0;
  #notBefore = 0;
  #pauseMs: number = FIRST_PAUSE_MS;

  /** @param now milliseconds that only go forward */
  constructor(control: FlowControl, now: () => number = () => performance.now()) {
    this.#control = control;
    this.#now = now;
    this.#since = now();
  }

  /** Whether arrivals are looked for by the timer. */
  get isOn(): boolean {
    return this.#on;
  }

  /** A read gave so much. */
  received(bytes: number): void {
    this.#bytes += bytes;
    this.#sinceLook += bytes;
    if (this.#bytes >= REVIEW_BYTES) this.#review();
  }

  /** A read found nothing. Returns whether it will be looked for; if not, the kernel is to report it. */
  blocked(): boolean {
    this.#blocks += 1;
    if (!this.#on) return false;
    this.#poorLooks = this.#sinceLook < LOOK_BYTES ? this.#poorLooks + 1 : 0;
    this.#sinceLook = 0;
    if (this.#poorLooks <= MAX_POOR_LOOKS && this.#control.lookSoon()) return true;
    this.end();
    return false;
  }

  /** Back to a report for each arrival. */
  end(): void {
    if (!this.#on) return;
    this.#on = false;
    this.#control.throttle(false);
    this.#control.mute(false);
  }

  #review(): void {
    const now = this.#now();
    const ms = now - this.#since;
    const rate = this.#bytes / ms;
    const isDense = this.#blocks * LOOK_US > ms * 1000;
    this.#bytes = 0;
    this.#blocks = 0;
    this.#since = now;
    if (!this.#on) {
      if (isDense && rate >= BEGIN_RATE && now >= this.#notBefore) this.#begin(rate);
    } else if (this.#trials > 0) this.#judge(rate, now);
  }

  #judge(rate: number, now: number): void {
    this.#trials -= 1;
    if (rate >= this.#rateBefore * SAME_RATE) {
      this.#trials = 0;
      this.#pauseMs = FIRST_PAUSE_MS;
    } else if (this.#trials === 0) {
      this.end();
      this.#notBefore = now + this.#pauseMs;
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  #begin(rate: number): void {
    if (!this.#control.throttle(true)) return;
    this.#on = true;
    this.#rateBefore = rate;
    this.#trials = TRIAL_REVIEWS;
    this.#poorLooks = 0;
    this.#control.mute(true);
  }
}
