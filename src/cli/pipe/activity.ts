/** Counts what went through, so that silence can be noticed and totals printed. */
export class Activity {
  bytesIn = 0;
  bytesOut = 0;
  /** Reads: of a stream, what one read gave; of UDP, datagrams. */
  readsIn = 0;
  writesOut = 0;
  /** Connections, or UDP sources. */
  peers = 0;
  /** Datagrams that the system lost. */
  dropped = 0;
  /** Grows with every read and write, also of empty datagrams. */
  moves = 0;

  received(bytes: number): void {
    this.bytesIn += bytes;
    this.readsIn += 1;
    this.moves += 1;
  }

  sent(bytes: number): void {
    this.bytesOut += bytes;
    this.writesOut += 1;
    this.moves += 1;
  }
}
