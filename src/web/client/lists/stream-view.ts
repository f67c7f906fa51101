import type { CaptureRow, CharsetSpec } from "../../../api/index.ts";
import { formatHex } from "../../../bytes/index.ts";
import type { Translate } from "../i18n/translate.ts";
import type { RowView } from "../model/row-view.ts";
import { eventTone, eventWords } from "../text/event-words.ts";
import { rowPieces } from "../text/row-text.ts";
import { clockText } from "../text/time-text.ts";
import { visibleText } from "../text/visible-text.ts";
import { breakLines, peerColour, showPieces } from "./row-node.ts";

/** Rows on the page at one time, and how many are taken up at once when scrolling back. */
const WINDOW_ROWS = 400;
const STEP_ROWS = 150;
const REFRESH_MS = 100;

/** What the stream shows, and how. */
export interface StreamData {
  readonly view: RowView;
  readonly charset: CharsetSpec;
  readonly translate: Translate;
  readonly hex: boolean;
  remoteOf(peer: number): string;
}

/** Both directions of a capture as continuous text or hex: the newest rows, and earlier ones when scrolling back. */
export class StreamView {
  readonly #scroller: HTMLElement;
  readonly #onFollow: (follow: boolean) => void;
  #data: StreamData;
  #end = 0;
  #first = 0;
  #follow = true;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopListening: () => void;
  #busy = false;
  #disposed = false;

  constructor(host: HTMLElement, data: StreamData, onFollow: (follow: boolean) => void) {
    this.#data = data;
    this.#onFollow = onFollow;
    this.#scroller = document.createElement("div");
    this.#scroller.className = "stream-scroller";
    this.#scroller.tabIndex = 0;
    this.#scroller.setAttribute("role", "log");
    host.append(this.#scroller);
    this.#scroller.addEventListener("scroll", this.#onScroll, { passive: true });
    this.#stopListening = data.view.onRows(() => this.#soon());
    this.#soon();
  }

  /** Shows another view, or the same in other words. */
  setData(data: StreamData): void {
    this.#stopListening();
    if (data.view !== this.#data.view) this.setFollow(true);
    this.#data = data;
    this.#stopListening = data.view.onRows(() => this.#soon());
    this.#soon();
  }

  setFollow(follow: boolean): void {
    if (follow !== this.#follow) this.#onFollow(follow);
    this.#follow = follow;
    if (follow) this.#soon();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#stopListening();
    this.#scroller.remove();
  }

  #soon(): void {
    if (this.#timer !== undefined || (!this.#follow && this.#end > 0)) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#follow) this.#end = this.#data.view.store.count;
      void this.#load(Math.max(0, this.#end - WINDOW_ROWS), this.#end);
    }, REFRESH_MS);
  }

  async #load(first: number, end: number): Promise<void> {
    if (this.#busy || this.#disposed) return;
    this.#busy = true;
    const { view } = this.#data;
    try {
      const rows = end > first ? await view.read(first, end - first) : [];
      if (view === this.#data.view && !this.#disposed) this.#show(rows, first, end);
    } catch {
      // The link was lost or the view was replaced: the next change loads anew.
    } finally {
      this.#busy = false;
      if (this.#follow && view.store.count > this.#end) this.#soon();
    }
  }

  #show(rows: readonly CaptureRow[], first: number, end: number): void {
    const fromBottom = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    const grewUp = first < this.#first && end <= this.#end;
    this.#first = first;
    this.#end = end;
    this.#scroller.replaceChildren(...this.#blocks(rows));
    if (this.#follow) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    else if (grewUp) this.#scroller.scrollTop = this.#scroller.scrollHeight - fromBottom;
  }

  #blocks(rows: readonly CaptureRow[]): HTMLElement[] {
    const blocks: HTMLElement[] = [];
    let body: HTMLElement | null = null;
    let before: CaptureRow | null = null;
    for (const row of rows) {
      if (row.kind !== "data") {
        blocks.push(this.#event(row));
        body = null;
        continue;
      }
      if (body === null || before?.direction !== row.direction || before.peer !== row.peer) {
        const block = this.#block(row);
        blocks.push(block.element);
        body = block.body;
      }
      before = row;
      this.#append(body, row);
    }
    return blocks;
  }

  #block(row: CaptureRow): { readonly element: HTMLElement; readonly body: HTMLElement } {
    const { translate } = this.#data;
    const element = document.createElement("section");
    element.className = `stream-block stream-${row.direction ?? "in"} ${peerColour(row.peer)}`;
    const head = document.createElement("header");
    const way = row.direction === "out" ? `→ ${translate("rows.sent")}` : `← ${translate("rows.received")}`;
    head.textContent = `${way} · ${visibleText(this.#data.remoteOf(row.peer))} · ${clockText(row.timeUs)}`;
    const body = document.createElement("div");
    body.className = "stream-body";
    element.append(head, body);
    return { element, body };
  }

  #append(body: HTMLElement, row: CaptureRow): void {
    const part = document.createElement("span");
    part.className = "stream-read";
    if (this.#data.hex) {
      part.textContent = formatHex(row.bytes, { upperCase: true });
    } else {
      const { charset } = this.#data;
      showPieces(part, rowPieces(row, row.direction === "out" ? charset.out : charset.in));
      breakLines(part);
    }
    if (row.bytes.length < row.length) part.append(` (+${(row.length - row.bytes.length).toLocaleString("en-US")} B)`);
    body.append(part);
  }

  #event(row: CaptureRow): HTMLElement {
    const element = document.createElement("p");
    element.className = `stream-event tone-${eventTone(row)}`;
    const data = this.#data;
    element.textContent = `● ${clockText(row.timeUs)} ${visibleText(eventWords(row, data.remoteOf(row.peer), data.translate))}`;
    return element;
  }

  readonly #onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const atEnd = scrollTop + clientHeight >= scrollHeight - 4;
    const { count } = this.#data.view.store;
    if (atEnd && this.#end >= count) this.setFollow(true);
    else if (!atEnd) this.setFollow(false);
    if (this.#follow || this.#busy) return;
    if (scrollTop < 40 && this.#first > 0) {
      const first = Math.max(0, this.#first - STEP_ROWS);
      void this.#load(first, Math.min(this.#end, first + WINDOW_ROWS));
    } else if (atEnd && this.#end < count) {
      const end = Math.min(count, this.#end + STEP_ROWS);
      void this.#load(Math.max(0, end - WINDOW_ROWS), end);
    }
  };
}
