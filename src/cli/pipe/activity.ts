/** Counts what went through, so that silence can be noticed and totals printed. */
export class Activity {
  bytesIn = 0;
  bytesOut = 0;
  /** Grows with every read and write, also of empty datagrams. */
  moves = 0;

  received(bytes: number): void {
    this.bytesIn += bytes;
    this.moves += 1;
  }

  sent(bytes: number): void {
    this.bytesOut += bytes;
    this.moves += 1;
  }
}
