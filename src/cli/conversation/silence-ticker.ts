import type { Clock } from "../context.ts";
import type { EventFormatter } from "../output/event-formatter.ts";

/** A message that ends with silence is shown this much later than it could be, so that the framing agrees that it ended. */
const SLACK_MS = 2;

/** Shows messages that end with silence when it has lasted long enough, rather than when the next one comes. */
export class SilenceTicker {
  readonly #formatter: EventFormatter;
  readonly #gapMs: number;
  readonly #clock: Clock;
  readonly #print: (text: string) => void;
  #stopped = new AbortController();
  #isRunning = false;

  constructor(formatter: EventFormatter, gapMs: number, clock: Clock, print: (text: string) => void) {
    this.#formatter = formatter;
    this.#gapMs = gapMs;
    this.#clock = clock;
    this.#print = print;
  }

  /** Data came. */
  start(): void {
    if (!this.#isRunning) void this.#run();
  }

  /** Nothing is printed any more. */
  stop(): void {
    this.#stopped.abort();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let waiting = true; waiting && !this.#stopped.signal.aborted; ) {
      await this.#clock.sleep(this.#gapMs + SLACK_MS, this.#stopped.signal);
      if (this.#stopped.signal.aborted) break;
      const ticked = this.#formatter.tick?.(this.#clock.nowMs() * 1000);
      waiting = ticked?.waiting ?? false;
      if (ticked !== undefined && ticked.output !== "") this.#print(ticked.output);
    }
    this.#isRunning = false;
  }
}
