import { type AskRange, encodeRowBatch, type OpenView, problemOf } from "../../../api/index.ts";
import type { Session } from "../../../engine/index.ts";
import type { LiveOutlet } from "./live-outlet.ts";
import { LiveSource } from "./live-source.ts";
import { type ViewCounts, ViewRows } from "./view-rows.ts";

/** A frame: counts and tails are told at most 30 times a second. */
export const FRAME_MS: number = 1000 / 30;

/** One view of a client: tells its counts, and its last rows while the client follows them. */
export class ViewSource extends LiveSource {
  readonly session: Session;
  readonly #view: number;
  readonly #rows: ViewRows;
  readonly #outlet: LiveOutlet;
  #stop: () => void;
  #told: ViewCounts | null = null;
  #look: string;
  #tail: number;
  /** Rank just past the last row that was pushed. */
  #pushed = 0;
  #reading = false;
  /** Rank of the first row of the last push that a later row may change. */
  #unsure: number | null = null;
  /** What of {@link ViewRows.endings} was told. */
  #endings: number;
  /** A row was sent whose message was open. */
  #openSent = false;
  /** The last row by number that was sent before it was framed. */
  #unframed = -1;
  /** It was told that the filter gave up. */
  #failed = false;
  #closed = false;

  /** @throws LocalProtocolError `ERR_BAD_FILTER` with `position` */
  constructor(session: Session, options: OpenView, outlet: LiveOutlet, wake: () => void) {
    super(FRAME_MS, wake);
    this.session = session;
    this.#view = options.view;
    this.#tail = options.tail ?? 0;
    this.#outlet = outlet;
    this.#rows = new ViewRows(session, options);
    this.#look = this.#rows.look;
    this.#endings = this.#rows.endings;
    this.#stop = this.#rows.onChange(this.mark);
  }

  /** Pushes the last `tail` rows now, and what comes after them; 0 ends it. */
  setTail(tail: number): void {
    if (tail > this.#tail) this.#pushed = 0;
    this.#tail = tail;
    this.mark();
  }

  /** Answers a range. */
  async sendRange({ request, from, count }: AskRange): Promise<void> {
    try {
      const rows = await this.#rows.read(from, count);
      if (!this.#closed) this.#sendRows(request, from, rows);
    } catch (error) {
      this.#outlet.send({ type: "problem", view: this.#view, request, problem: problemOf(error) });
    }
  }

  /** The rank of a row number. */
  rankOf(row: number): number {
    return this.#rows.rankOf(row);
  }

  close(): void {
    this.#closed = true;
    this.#stop();
    this.#rows.close();
  }

  protected flush(): void {
    if (this.#rows.look !== this.#look) {
      this.#look = this.#rows.look;
      this.#stop();
      this.#rows.refresh();
      this.#stop = this.#rows.onChange(this.mark);
      this.#sendChanged();
    } else if (this.#unframed >= 0 && this.#rows.framed > this.#unframed) this.#sendChanged();
    else if (this.#rows.endings !== this.#endings) this.#tellEndings();
    this.#endings = this.#rows.endings;
    const { counts, problem } = this.#rows;
    if (problem !== null && !this.#failed) {
      this.#failed = true;
      this.#outlet.send({ type: "problem", view: this.#view, request: null, problem: problemOf(problem) });
    }
    const told = this.#told;
    const same = told?.rows === counts.rows && told.matches === counts.matches && told.scanned === counts.scanned;
    this.#told = counts;
    if (!same) this.#outlet.send({ type: "counts", view: this.#view, ...counts });
    if (this.#tail > 0 && counts.matches > this.#pushed && !this.#reading) void this.#push(counts.matches);
  }

  async #push(matches: number): Promise<void> {
    this.#reading = true;
    const look = this.#look;
    const from = Math.max(Math.min(this.#pushed, this.#unsure ?? this.#pushed), matches - this.#tail);
    // Also when it fails: the next rows are tried, not these for ever.
    this.#pushed = matches;
    try {
      const rows = await this.#rows.read(from, matches - from);
      if (this.#closed) return;
      if (look !== this.#look) return;
      const open = this.#rows.endsLater ? rows.findIndex(({ framing }) => framing?.open === true) : -1;
      this.#unsure = open < 0 ? null : from + open;
      this.#sendRows(0, from, rows);
    } catch (error) {
      if (!this.#closed)
        this.#outlet.send({ type: "problem", view: this.#view, request: null, problem: problemOf(error) });
    } finally {
      this.#reading = false;
      if (!this.#closed && this.#rows.counts.matches > this.#pushed) this.mark();
    }
  }

  /** Messages ended in silence: the rows of the last push come again, rows that were asked for are asked for anew. */
  #tellEndings(): void {
    if (this.#tail > 0 && this.#unsure !== null) this.#pushed = Math.min(this.#pushed, this.#unsure);
    else if (this.#openSent && !this.#reading) this.#sendChanged();
  }

  #sendChanged(): void {
    this.#pushed = 0;
    this.#unsure = null;
    this.#unframed = -1;
    this.#openSent = false;
    this.#outlet.send({ type: "changed", view: this.#view });
  }

  #sendRows(request: number, first: number, rows: Parameters<typeof encodeRowBatch>[0]["rows"]): void {
    const { framed } = this.#rows;
    for (const { index } of rows) if (index >= framed) this.#unframed = Math.max(this.#unframed, index);
    this.#openSent ||= rows.some(({ framing }) => framing?.open === true);
    const total = this.#rows.counts.matches;
    this.#outlet.sendBatch(encodeRowBatch({ view: this.#view, request, first, total, rows }));
  }
}
