import type { CaptureRow, CharsetSpec } from "../../../api/index.ts";
import type { ChecksumSpec } from "../../../bytes/index.ts";
import type { Translate } from "../i18n/translate.ts";
import type { RowFormat } from "../model/session-desk.ts";
import type { RowRange } from "./list-geometry.ts";
import { Recycler } from "./recycler.ts";
import { type RowContext, RowNode } from "./row-node.ts";
import { moveByKey, type RowSelection, selectedRange } from "./row-selection.ts";
import type { RowStore } from "./row-store.ts";

/** Height of a row in CSS pixels; the style sheet has the same. */
export const ROW_HEIGHT = 22;

/** What the list tells. */
export interface RowListListener {
  /** A row was chosen, by rank, or none is any more. */
  onSelect(rank: number | null): void;
  /** These rows are on the screen. */
  onRange(range: RowRange): void;
  onFollow(follow: boolean): void;
  /** The selected rows are to be copied: their text, or whole lines. */
  onCopy(range: RowRange, lines: boolean): void;
  /** A mark that points to a row was clicked. */
  onJump(row: number): void;
}

/** What the list shows. */
export interface RowListData {
  readonly store: RowStore<CaptureRow>;
  readonly charset: CharsetSpec;
  readonly translate: Translate;
  readonly format: RowFormat;
  readonly check: ChecksumSpec | null;
  remoteOf(peer: number): string;
}

/** The list of a capture's rows: a grid that is read with the keyboard as well as with the mouse. */
export class RowList {
  readonly #recycler: Recycler;
  readonly #grid: HTMLElement;
  readonly #listener: RowListListener;
  #data: RowListData;
  #selection: RowSelection | null = null;

  constructor(host: HTMLElement, data: RowListData, listener: RowListListener) {
    this.#data = data;
    this.#listener = listener;
    const context = this.#context();
    this.#recycler = new Recycler({
      host,
      rowHeight: ROW_HEIGHT,
      createNode: () => new RowNode(context),
      onRange: (range) => listener.onRange(range),
      onPlaced: () => this.#pointAtFocus(),
      onFollow: (follow) => listener.onFollow(follow),
    });
    this.#grid = this.#recycler.window;
    const { scroller } = this.#recycler;
    scroller.classList.add("rows-scroller");
    scroller.tabIndex = 0;
    scroller.setAttribute("role", "grid");
    scroller.setAttribute("aria-multiselectable", "true");
    scroller.setAttribute("aria-colcount", "9");
    scroller.addEventListener("keydown", this.#onKey);
    this.#grid.addEventListener("mousedown", this.#onMouse);
  }

  /** The element that takes the focus. */
  get focusTarget(): HTMLElement {
    return this.#recycler.scroller;
  }

  get follow(): boolean {
    return this.#recycler.follow;
  }

  get selection(): RowRange {
    return selectedRange(this.#selection);
  }

  /** Shows another list, or the same one in other words; the selection is kept only for the same list. */
  setData(data: RowListData): void {
    if (data.store !== this.#data.store) this.#select(null);
    this.#data = data;
    this.update();
    this.#recycler.refresh();
  }

  /** Rows came. */
  update(): void {
    const { count } = this.#data.store;
    this.#recycler.setRows(count);
    this.#recycler.refresh();
    this.#recycler.scroller.setAttribute("aria-rowcount", String(count + 1));
  }

  setLabel(label: string): void {
    this.#recycler.scroller.setAttribute("aria-label", label);
  }

  setFollow(follow: boolean): void {
    this.#recycler.setFollow(follow);
  }

  /** Marks a row that was selected in another list of the same rows, without telling the listener. */
  reselect(rank: number): void {
    this.#selection = { anchor: rank, focus: rank };
    this.#recycler.refresh();
  }

  /** Selects one row and brings it to the middle. */
  goTo(rank: number): void {
    this.#select({ anchor: rank, focus: rank });
    this.#recycler.center(rank);
  }

  dispose(): void {
    this.#recycler.dispose();
  }

  #context(): RowContext {
    const data = (): RowListData => this.#data;
    return {
      get charset() {
        return data().charset;
      },
      get translate() {
        return data().translate;
      },
      get format() {
        return data().format;
      },
      get check() {
        return data().check;
      },
      remoteOf: (peer) => data().remoteOf(peer),
      rowOf: (rank) => data().store.get(rank),
      isSelected: (rank) => {
        const { first, end } = this.selection;
        return rank >= first && rank < end;
      },
    };
  }

  #select(selection: RowSelection | null): void {
    this.#selection = selection;
    const { scroller } = this.#recycler;
    if (selection === null) scroller.removeAttribute("aria-activedescendant");
    this.#recycler.refresh();
    this.#listener.onSelect(selection?.focus ?? null);
  }

  /** Tells screen readers which element shows the row in focus now. */
  #pointAtFocus(): void {
    if (this.#selection === null) return;
    const id = this.#recycler.elementOf(this.#selection.focus)?.id;
    const { scroller } = this.#recycler;
    if (id === undefined) scroller.removeAttribute("aria-activedescendant");
    else if (scroller.getAttribute("aria-activedescendant") !== id) scroller.setAttribute("aria-activedescendant", id);
  }

  readonly #onMouse = (event: MouseEvent): void => {
    if (event.button !== 0) return;
    const target = event.target as HTMLElement;
    const jump = target.dataset["row"];
    if (jump !== undefined) {
      this.#listener.onJump(Number(jump));
      return;
    }
    const rank = this.#recycler.rowAt(event.clientY);
    if (rank < 0) return;
    const anchor = event.shiftKey && this.#selection !== null ? this.#selection.anchor : rank;
    // Selecting text inside a row stays possible; with Shift it would only be in the way.
    if (event.shiftKey) event.preventDefault();
    this.#select({ anchor, focus: rank });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c") {
      // What the person has marked with the mouse goes first.
      if (this.#selection === null || String(getSelection()) !== "") return;
      event.preventDefault();
      this.#listener.onCopy(this.selection, event.shiftKey);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.#selection !== null) {
      this.#select(null);
      return;
    }
    const { rows, pageRows } = this.#recycler;
    const move = moveByKey(event.key, event.shiftKey, this.#selection?.focus ?? -1, rows, pageRows);
    if (move === null) return;
    event.preventDefault();
    const anchor = move.extends ? (this.#selection?.anchor ?? move.focus) : move.focus;
    if (event.key === "End" && !event.shiftKey) this.#recycler.setFollow(true);
    this.#select({ anchor, focus: move.focus });
    this.#recycler.reveal(move.focus);
  };
}
