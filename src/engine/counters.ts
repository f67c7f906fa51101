import type { Counters } from "../api/index.ts";

/** Counts bytes, reads and writes of a session or of a peer. */
export class TrafficCounters {
  bytesIn = 0;
  bytesOut = 0;
  readsIn = 0;
  writesOut = 0;

  /** Counts one read or datagram. */
  countIn(bytes: number): void {
    this.bytesIn += bytes;
    this.readsIn += 1;
  }

  /** Counts bytes that went out in one write or datagram, or in several. */
  countOut(bytes: number, writes = 1): void {
    this.bytesOut += bytes;
    this.writesOut += writes;
  }

  /** Back to zero. */
  reset(): void {
    this.bytesIn = 0;
    this.bytesOut = 0;
    this.readsIn = 0;
    this.writesOut = 0;
  }

  /** A copy that does not change. */
  snapshot(): Counters {
    return { bytesIn: this.bytesIn, bytesOut: this.bytesOut, readsIn: this.readsIn, writesOut: this.writesOut };
  }
}
