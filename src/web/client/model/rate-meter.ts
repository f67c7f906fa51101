import type { Counters } from "../../../api/index.ts";

/** Bytes a second each way, over the last seconds. */
export interface Rates {
  readonly in: number;
  readonly out: number;
}

interface Sample {
  readonly timeMs: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

const SPAN_MS = 2_000;

/** Makes rates of counters that are looked at now and then. */
export class RateMeter {
  #samples: Sample[] = [];

  /** Takes the counters of a moment; counters that went back (were reset) begin anew. */
  add(timeMs: number, counters: Pick<Counters, "bytesIn" | "bytesOut">): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && (counters.bytesIn < last.bytesIn || counters.bytesOut < last.bytesOut)) {
      this.#samples = [];
    }
    this.#samples.push({ timeMs, bytesIn: counters.bytesIn, bytesOut: counters.bytesOut });
    // One sample older than the span stays: the rate is taken from it.
    while (this.#samples.length > 2 && (this.#samples[1]?.timeMs ?? timeMs) <= timeMs - SPAN_MS) this.#samples.shift();
  }

  /** The rates over the samples kept. */
  rates(): Rates {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.timeMs <= first.timeMs) return { in: 0, out: 0 };
    const seconds = (last.timeMs - first.timeMs) / 1000;
    return { in: (last.bytesIn - first.bytesIn) / seconds, out: (last.bytesOut - first.bytesOut) / seconds };
  }
}
