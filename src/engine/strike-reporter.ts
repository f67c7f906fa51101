/** Strikes of one kind are told at once and then at most once in this time. */
export const STRIKE_INTERVAL_MS = 1_000;

interface Kind {
  readonly timer: NodeJS.Timeout;
  count: number;
  peer: number;
}

/** Tells that something happened again and again without a row for each time: the first at once, then counts. */
export class StrikeReporter<K extends string> {
  readonly #tell: (kind: K, count: number, peer: number) => void;
  readonly #kinds = new Map<K, Kind>();

  constructor(tell: (kind: K, count: number, peer: number) => void) {
    this.#tell = tell;
  }

  /** It happened once more. The peer is told when all strikes of the count were of that peer, else 0. */
  strike(kind: K, peer = 0): void {
    const known = this.#kinds.get(kind);
    if (known !== undefined) {
      known.peer = known.count === 0 || known.peer === peer ? peer : 0;
      known.count += 1;
      return;
    }
    const timer = setTimeout(() => this.#pause(kind), STRIKE_INTERVAL_MS);
    timer.unref();
    this.#kinds.set(kind, { timer, count: 0, peer });
    this.#tell(kind, 1, peer);
  }

  /** Tells what was counted and not told yet, and stops. */
  close(): void {
    for (const [kind, { timer, count, peer }] of this.#kinds) {
      clearTimeout(timer);
      if (count > 0) this.#tell(kind, count, peer);
    }
    this.#kinds.clear();
  }

  #pause(kind: K): void {
    const known = this.#kinds.get(kind);
    if (known === undefined) return;
    if (known.count === 0) {
      this.#kinds.delete(kind);
      return;
    }
    this.#tell(kind, known.count, known.peer);
    known.count = 0;
    known.timer.refresh();
  }
}
