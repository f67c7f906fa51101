import type { CaptureRow, ClientMessage, ProblemState, RowBatch, ServerMessage } from "../../../api/index.ts";
import type { CharsetName } from "../../../bytes/index.ts";
import { RowStore } from "../lists/row-store.ts";
import { Observable } from "./observable.ts";

/** Which rows a view has, and in which charsets. */
export interface RowQuery {
  readonly session: string;
  /** Empty: all rows. */
  readonly filter: string;
  /** Only this peer. */
  readonly peer: number | null;
  readonly charsetIn: CharsetName;
  readonly charsetOut: CharsetName;
  /** Payload bytes a row at the most. */
  readonly previewBytes: number;
}

/** How many rows a view has. */
export interface RowCounts {
  /** Rows of the capture. */
  readonly rows: number;
  /** Rows of the view. */
  readonly matches: number;
  /** Rows that the filter has looked at. */
  readonly scanned: number;
}

/** How a view starts out, or failed to. */
export type RowViewPhase = "opening" | "open" | "bad" | "gone";

interface Waiting {
  resolve(value: readonly CaptureRow[] | number): void;
  reject(reason: Error): void;
}

/** The rows of one session that match one query: a window onto the capture, which stays in the workbench. */
export class RowView {
  readonly id: number;
  readonly query: RowQuery;
  readonly store: RowStore<CaptureRow>;
  readonly counts: Observable<RowCounts> = new Observable<RowCounts>({ rows: 0, matches: 0, scanned: 0 });
  readonly phase: Observable<RowViewPhase> = new Observable<RowViewPhase>("opening");
  /** Why the view could not be opened: a bad filter, with its position. */
  problem: ProblemState | null = null;
  readonly #send: (message: ClientMessage) => void;
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Map<number, Waiting>();
  #nextRequest = 1;
  #tail = 0;

  constructor(id: number, query: RowQuery, send: (message: ClientMessage) => void) {
    this.id = id;
    this.query = query;
    this.#send = send;
    this.store = new RowStore({
      fetch: (from, count) => this.#ask(from, count),
      onRows: () => this.#changed(),
    });
  }

  /** Calls back when rows came or went. Returns the function that ends it. */
  onRows(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Opens the view in the workbench; again, when the link was lost. */
  open(): void {
    for (const waiting of this.#waiting.values()) waiting.reject(new Error("the link was lost"));
    this.#waiting.clear();
    const { session, filter, peer, charsetIn, charsetOut, previewBytes } = this.query;
    this.#send({
      type: "openView",
      view: this.id,
      session,
      charsetIn,
      charsetOut,
      tail: this.#tail,
      preview: previewBytes,
      ...(filter === "" ? {} : { filter }),
      ...(peer === null ? {} : { peer }),
    });
    this.store.refetch();
  }

  /** How many of the newest rows are pushed. */
  setTail(tail: number): void {
    if (tail === this.#tail) return;
    this.#tail = tail;
    this.#send({ type: "setTail", view: this.id, tail });
  }

  /** Rows by rank, past the cache: for copying. */
  async read(from: number, count: number): Promise<readonly CaptureRow[]> {
    return await this.#ask(from, count);
  }

  /** The rank of the first row of the view at or after a row number. */
  async rankOf(row: number): Promise<number> {
    return (await this.#request((request) => ({ type: "askRank", view: this.id, request, row }))) as number;
  }

  /** Ends the view. */
  close(): void {
    this.#listeners.clear();
    this.#send({ type: "closeView", view: this.id });
  }

  /** Takes a message that names this view. */
  take(message: ServerMessage): void {
    switch (message.type) {
      case "counts":
        this.#count(message);
        break;
      case "changed":
        this.store.refetch();
        this.#changed();
        break;
      case "rank":
        this.#settle(message.request, message.rank);
        break;
      case "viewGone":
        this.phase.set("gone");
        break;
      case "problem":
        this.#fail(message.request, message.problem);
        break;
      default:
    }
  }

  /** Takes rows of this view. */
  takeBatch(batch: RowBatch): void {
    if (batch.request !== 0) {
      this.#settle(batch.request, batch.rows);
      return;
    }
    this.store.put(batch.first, batch.rows);
    if (batch.total > this.store.count) this.store.setCount(batch.total);
    this.#changed();
  }

  #count(counts: RowCounts): void {
    this.store.setCount(counts.matches);
    this.counts.set({ rows: counts.rows, matches: counts.matches, scanned: counts.scanned });
    this.phase.set("open");
    this.#changed();
  }

  #changed(): void {
    for (const listener of Array.from(this.#listeners)) listener();
  }

  #settle(request: number, value: readonly CaptureRow[] | number): void {
    this.#waiting.get(request)?.resolve(value);
    this.#waiting.delete(request);
  }

  #fail(request: number | null, problem: ProblemState): void {
    if (request !== null) {
      this.#waiting.get(request)?.reject(new Error(problem.message));
      this.#waiting.delete(request);
      return;
    }
    this.problem = problem;
    this.phase.set("bad");
  }

  async #ask(from: number, count: number): Promise<readonly CaptureRow[]> {
    const rows = await this.#request((request) => ({ type: "askRange", view: this.id, request, from, count }));
    return rows as readonly CaptureRow[];
  }

  #request(make: (request: number) => ClientMessage): Promise<readonly CaptureRow[] | number> {
    const request = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      this.#send(make(request));
    });
  }
}
