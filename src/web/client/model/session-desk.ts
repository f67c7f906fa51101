import { type CaptureRow, type CharsetSpec, MAX_PREVIEW_BYTES, type ProblemState } from "../../../api/index.ts";
import { ROW_TEXT_BYTES } from "../text/row-text.ts";
import { Observable } from "./observable.ts";
import type { ServiceDesk } from "./service-desk.ts";
import type { RowQuery, RowView } from "./row-view.ts";

/** How the rows are laid out. */
export type RowLayout = "list" | "stream" | "service";

/** What rows show first: text, or hexadecimal. */
export type RowFormat = "text" | "hex";

/** Opens and closes views for a desk. */
export interface ViewOpener {
  open(query: RowQuery): RowView;
  close(view: RowView): void;
}

/** While somebody types on, no filter is tried. */
const TYPING_MS = 50;

/** What a person has set for looking at one session: peer, filter, selected row. */
export class SessionDesk {
  readonly session: string;
  /** The peer that is shown and addressed; null is all of them. */
  readonly peer: Observable<number | null> = new Observable<number | null>(null);
  /** What stands in the filter box. */
  readonly filter: Observable<string> = new Observable("");
  /** What is wrong with it; the rows then still follow the last good filter. */
  readonly filterProblem: Observable<ProblemState | null> = new Observable<ProblemState | null>(null);
  /** The view whose rows are on the screen; null while the first one opens. */
  readonly view: Observable<RowView | null> = new Observable<RowView | null>(null);
  /** The row that is inspected. */
  readonly row: Observable<CaptureRow | null> = new Observable<CaptureRow | null>(null);
  readonly layout: Observable<RowLayout>;
  /** What its rows show first; null until it is chosen: what was chosen last anywhere. */
  readonly format: Observable<RowFormat | null> = new Observable<RowFormat | null>(null);
  /** The room, the inbox or the rules that answer. */
  readonly service: ServiceDesk;
  /** Whether gone peers are listed. */
  readonly showGone: Observable<boolean> = new Observable(false);
  readonly #opener: ViewOpener;
  #charset: CharsetSpec;
  #next: RowView | null = null;
  #unwatch: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #active = false;

  constructor(
    session: string,
    charset: CharsetSpec,
    opener: ViewOpener,
    { service, layout }: { readonly service: ServiceDesk; readonly layout: RowLayout },
  ) {
    this.session = session;
    this.service = service;
    this.layout = new Observable<RowLayout>(layout);
    this.#charset = charset;
    this.#opener = opener;
  }

  /** The charsets that rows are read in. */
  get charset(): CharsetSpec {
    return this.#charset;
  }

  /** Opens the view: the desk is looked at. */
  activate(): void {
    if (this.#active) return;
    this.#active = true;
    this.#open();
  }

  /** Closes the view: somebody looks at another session. */
  deactivate(): void {
    this.#active = false;
    this.#dropNext();
    const view = this.view.get();
    if (view !== null) this.#opener.close(view);
    this.view.set(null);
  }

  /** Shows and addresses one peer; the same one again, all of them. */
  togglePeer(peer: number | null): void {
    this.peer.set(peer === this.peer.get() ? null : peer);
    this.#open();
  }

  /** Lays the rows out as a list or as a stream. */
  setLayout(layout: RowLayout): void {
    this.layout.set(layout);
    this.#open();
  }

  /** Filters, after a short while in which typing may go on. */
  setFilter(text: string): void {
    this.filter.set(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), text === "" ? 0 : TYPING_MS);
  }

  /** The session's charset was changed. */
  setCharset(charset: CharsetSpec): void {
    if (charset.in === this.#charset.in && charset.out === this.#charset.out) return;
    this.#charset = charset;
    this.#open();
  }

  #open(): void {
    clearTimeout(this.#timer);
    if (!this.#active) return;
    this.#dropNext();
    const next = this.#opener.open({
      session: this.session,
      filter: this.filter.get().trim(),
      peer: this.peer.get(),
      charsetIn: this.#charset.in,
      charsetOut: this.#charset.out,
      previewBytes: this.layout.get() === "stream" ? MAX_PREVIEW_BYTES : ROW_TEXT_BYTES,
    });
    this.#next = next;
    this.#unwatch = next.phase.subscribe(() => this.#decide(next));
  }

  /** The old view stays on the screen until the new one answers. */
  #decide(next: RowView): void {
    if (next !== this.#next) return;
    const phase = next.phase.get();
    if (phase === "opening") return;
    this.#unwatch?.();
    this.#unwatch = null;
    this.#next = null;
    if (phase !== "open") {
      this.filterProblem.set(next.problem);
      this.#opener.close(next);
      return;
    }
    this.filterProblem.set(null);
    const old = this.view.get();
    this.view.set(next);
    if (old !== null) this.#opener.close(old);
  }

  #dropNext(): void {
    this.#unwatch?.();
    this.#unwatch = null;
    if (this.#next !== null) this.#opener.close(this.#next);
    this.#next = null;
  }
}
