import type { Sys } from "../sys/sys.ts";
import { LOOK_US } from "./bulk-flow.ts";
import type { Readiness } from "./readiness.ts";

/** What a timer needs of the reactor. */
export interface TimerHost {
  readonly sys: Pick<Sys, "timerCreate" | "timerStart" | "close">;
  track(fd: number): Readiness;
}

/** One timer for all bulk streams of a reactor: it reports those that would block as readable after a while. */
export class LookTimer {
  readonly #host: TimerHost;
  #users = 0;
  #timer: Readiness | null = null;
  #waiting: Readiness[] = [];

  constructor(host: TimerHost) {
    this.#host = host;
  }

  /** Somebody is going to use it. False when the system gives no timer. */
  join(): boolean {
    if (this.#timer === null && !this.#open()) return false;
    this.#users += 1;
    return true;
  }

  /** Somebody needs it no more. */
  leave(user: Readiness): void {
    this.#waiting = this.#waiting.filter((readiness) => readiness !== user);
    this.#users -= 1;
    const timer = this.#timer;
    if (this.#users > 0 || timer === null) return;
    this.#timer = null;
    timer.onReadable = null;
    timer.release();
    this.#host.sys.close(timer.fd);
  }

  /** Reports `readiness` as readable {@link LOOK_US} from now, or a little earlier with others. False without a timer. */
  add(readiness: Readiness): boolean {
    const timer = this.#timer;
    if (timer === null) return false;
    if (this.#waiting.includes(readiness)) return true;
    if (this.#waiting.length === 0 && this.#host.sys.timerStart(timer.fd, LOOK_US) < 0) return false;
    this.#waiting.push(readiness);
    return true;
  }

  #open(): boolean {
    const { sys } = this.#host;
    const fd = sys.timerCreate();
    if (fd < 0) return false;
    const timer = this.#host.track(fd);
    if (timer.readBlocked() < 0) {
      sys.close(fd);
      return false;
    }
    timer.onReadable = () => this.#look();
    this.#timer = timer;
    return true;
  }

  #look(): void {
    const looked = this.#waiting;
    this.#waiting = [];
    for (const readiness of looked) {
      try {
        readiness.look();
      } catch (error) {
        // It has to reach uncaughtException, and the others are to be looked at nevertheless.
        setImmediate(() => {
          throw error;
        });
      }
    }
  }
}
