import type { Counters } from "../../api/index.ts";
import type { Rates } from "./state.ts";

/** Bytes a second, from counters that are looked at now and then. */
export class RateMeter {
  #before: { readonly bytesIn: number; readonly bytesOut: number; readonly atMs: number } | null = null;
  #rates: Rates = { bytesIn: 0, bytesOut: 0 };

  get rates(): Rates {
    return this.#rates;
  }

  /** Looks at the counters; answers whether the rates are others than before. */
  measure({ bytesIn, bytesOut }: Counters, atMs: number): boolean {
    const before = this.#before;
    this.#before = { bytesIn, bytesOut, atMs };
    if (before === null || atMs <= before.atMs) return false;
    const seconds = (atMs - before.atMs) / 1000;
    // Counters go back when they are reset.
    const next = {
      bytesIn: Math.max(0, bytesIn - before.bytesIn) / seconds,
      bytesOut: Math.max(0, bytesOut - before.bytesOut) / seconds,
    };
    const same = next.bytesIn === this.#rates.bytesIn && next.bytesOut === this.#rates.bytesOut;
    this.#rates = next;
    return !same;
  }
}
