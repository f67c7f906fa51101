/** Bytes that are kept for one direction of a connection while earlier ones are missing. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const MAX_WAITING_SEGMENTS = 2048;
/** After the receiver has acknowledged missing bytes, so many more of its packets may come before they count as lost. */
const PATIENCE_PACKETS = 64;

interface WaitingSegment {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** What {@link TcpDirection} finds. */
export interface TcpDirectionListener {
  data(bytes: Uint8Array): void;
  /** Bytes of the stream that are not in the capture. */
  gap(bytes: number): void;
}

/** How far `a` is after `b` on the circle of sequence numbers. */
function distance(a: number, b: number): number {
  return (a - b) | 0;
}

/**
 * Puts one direction of a captured TCP connection in order: retransmitted bytes are told once, those that came too
 * early wait, and bytes that the capture lost are told as a gap.
 */
export class TcpDirection {
  readonly #listener: TcpDirectionListener;
  /** Sequence number of the next byte; null before the first packet. */
  #next: number | null = null;
  #waiting: WaitingSegment[] = [];
  #waitingBytes = 0;
  #acknowledged: number | null = null;
  #patience = PATIENCE_PACKETS;
  /** Where the stream ends, once its FIN was seen. */
  #end: number | null = null;

  constructor(listener: TcpDirectionListener) {
    this.#listener = listener;
  }

  get started(): boolean {
    return this.#next !== null;
  }

  /** All bytes up to the FIN have been told. */
  get finished(): boolean {
    return this.#end !== null && this.#next !== null && distance(this.#next, this.#end) >= 0;
  }

  /** The stream begins with this sequence number. */
  start(sequence: number): void {
    this.#next = sequence;
  }

  /** A segment's payload; `missing` bytes behind it were cut off by the capture. */
  segment(sequence: number, bytes: Uint8Array, missing: number): void {
    this.#next ??= sequence;
    if (bytes.length > 0) this.#place(sequence, bytes);
    if (missing > 0 && this.#waiting.length === 0 && distance(this.#next, sequence + bytes.length) === 0) {
      this.#listener.gap(missing);
      this.#next = (this.#next + missing) >>> 0;
    }
    this.#deliver();
    if (this.#waiting.length > 0) this.#losePatience();
  }

  /** The FIN stands behind the byte with this sequence number. */
  fin(sequence: number): void {
    this.#next ??= sequence;
    this.#end ??= sequence;
  }

  /** The other side has received everything before this sequence number. */
  acknowledge(sequence: number): void {
    if (this.#acknowledged === null || distance(sequence, this.#acknowledged) > 0) this.#acknowledged = sequence;
  }

  /** The connection is over, or the capture: what waits is told, with the gaps before it. */
  flush(): void {
    while (this.#waiting.length > 0) this.#skipGap();
    if (this.#end !== null && this.#next !== null) {
      const lost = distance(this.#end, this.#next);
      if (lost > 0) this.#listener.gap(lost);
      if (lost > 0) this.#next = this.#end;
    }
  }

  #place(sequence: number, bytes: Uint8Array): void {
    const ahead = distance(sequence, this.#next ?? sequence);
    if (ahead <= 0) {
      // Begins at, or before, the byte that is wanted: what is new of it is told at once.
      if (bytes.length + ahead > 0) this.#tell(ahead === 0 ? bytes : bytes.subarray(-ahead));
      return;
    }
    const at = this.#waiting.findLastIndex((other) => distance(other.sequence, sequence) <= 0);
    const same = this.#waiting[at];
    if (same !== undefined && same.sequence === sequence && same.bytes.length >= bytes.length) return;
    this.#waiting.splice(at + 1, 0, { sequence, bytes: bytes.slice() });
    this.#waitingBytes += bytes.length;
  }

  #tell(bytes: Uint8Array): void {
    this.#next = ((this.#next ?? 0) + bytes.length) >>> 0;
    this.#listener.data(bytes);
  }

  #deliver(): void {
    for (;;) {
      const first = this.#waiting[0];
      if (first === undefined || distance(first.sequence, this.#next ?? 0) > 0) return;
      this.#waiting.shift();
      this.#waitingBytes -= first.bytes.length;
      const known = distance(this.#next ?? 0, first.sequence);
      if (known < first.bytes.length) this.#tell(known === 0 ? first.bytes : first.bytes.subarray(known));
      this.#patience = PATIENCE_PACKETS;
    }
  }

  #losePatience(): void {
    const first = this.#waiting[0];
    if (first === undefined) return;
    const received = this.#acknowledged !== null && distance(this.#acknowledged, first.sequence) >= 0;
    if (received) this.#patience -= 1;
    const full = this.#waitingBytes > MAX_WAITING_BYTES || this.#waiting.length > MAX_WAITING_SEGMENTS;
    if (full || this.#patience <= 0) this.#skipGap();
  }

  #skipGap(): void {
    const first = this.#waiting[0];
    if (first === undefined) return;
    this.#listener.gap(distance(first.sequence, this.#next ?? first.sequence));
    this.#next = first.sequence;
    this.#patience = PATIENCE_PACKETS;
    this.#deliver();
  }
}
