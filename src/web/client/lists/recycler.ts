import {
  clampPosition,
  isAtEnd,
  isScaled,
  type ListShape,
  maxPosition,
  positionOfScroll,
  positionToReveal,
  type RowRange,
  rowsPerPage,
  scrollOfPosition,
  spacerHeight,
  visibleRange,
} from "./list-geometry.ts";

/** One element that shows one row at a time. */
export interface RecyclerNode {
  readonly element: HTMLElement;
  /** Shows this row; called again for the same row when `refresh` was called. */
  fill(row: number): void;
}

/** Options of {@link Recycler}. */
export interface RecyclerOptions {
  /** The list is built inside this element and fills it. */
  readonly host: HTMLElement;
  readonly rowHeight: number;
  createNode(): RecyclerNode;
  /** Called in the frame in which these rows are shown. */
  readonly onRange?: (range: RowRange) => void;
  /** Called after the rows were put into their elements. */
  readonly onPlaced?: () => void;
  /** Called when following the end was switched on or off by scrolling. */
  readonly onFollow?: (follow: boolean) => void;
}

const FLOOD_FRAME_MS = 30;

function visibleCount(shape: ListShape): number {
  return Math.ceil(shape.viewport / shape.rowHeight);
}

/**
 * A list of any length in about sixty elements. Rows have one height; a sticky window holds the elements, so that
 * nothing blanks while the browser scrolls ahead of us; past the browser's height limit the scrollbar is scaled.
 */
export class Recycler {
  readonly scroller: HTMLElement;
  readonly window: HTMLElement;
  readonly #options: RecyclerOptions;
  readonly #spacer: HTMLElement;
  readonly #observer: ResizeObserver;
  #nodes: RecyclerNode[] = [];
  /** Row that each node shows; -1 none. */
  #shown: number[] = [];
  /** Where each node stands, in pixels below the viewport's top. */
  #tops: number[] = [];
  #rows = 0;
  #viewport = 0;
  #position = 0;
  #expectedScroll = 0;
  #spacerPx = -1;
  #follow = false;
  #stale = true;
  #frame = 0;
  #drawnAt = 0;
  #drawnRows = 0;

  constructor(options: RecyclerOptions) {
    this.#options = options;
    this.scroller = document.createElement("div");
    this.scroller.className = "rc-scroller";
    this.#spacer = document.createElement("div");
    this.#spacer.className = "rc-spacer";
    this.window = document.createElement("div");
    this.window.className = "rc-window";
    this.#spacer.append(this.window);
    this.scroller.append(this.#spacer);
    options.host.append(this.scroller);
    this.scroller.addEventListener("scroll", this.#onScroll, { passive: true });
    this.scroller.addEventListener("wheel", this.#onWheel, { passive: false });
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observer.observe(this.scroller);
    this.#measure();
  }

  get rows(): number {
    return this.#rows;
  }

  /** Rows that can be seen now. */
  get range(): RowRange {
    return visibleRange(this.#shape(), this.#position);
  }

  get follow(): boolean {
    return this.#follow;
  }

  /** Rows of one page. */
  get pageRows(): number {
    return rowsPerPage(this.#shape());
  }

  /** The list has this many rows from now on; the end is kept in sight while following. */
  setRows(rows: number): void {
    if (rows === this.#rows) return;
    if (rows < this.#rows) this.#stale = true;
    this.#rows = rows;
    this.#schedule();
  }

  /** Fills every node anew in the next frame. */
  refresh(): void {
    this.#stale = true;
    this.#schedule();
  }

  /** Keeps the end in sight, or stays where it is. */
  setFollow(follow: boolean): void {
    this.#changeFollow(follow);
    this.#schedule();
  }

  /** Scrolls as little as needed to show a row. Following stops unless it is the last row. */
  reveal(row: number): void {
    this.#changeFollow(this.#follow && row >= this.#rows - 1);
    this.#moveTo(positionToReveal(this.#shape(), this.#position, row));
  }

  /** Scrolls so that a row stands in the middle. */
  center(row: number): void {
    this.#changeFollow(false);
    const { rowHeight } = this.#options;
    this.#moveTo(clampPosition(this.#shape(), row * rowHeight - (this.#viewport - rowHeight) / 2));
  }

  /** The row under a point of the page, or -1. */
  rowAt(clientY: number): number {
    const top = this.window.getBoundingClientRect().top;
    const row = Math.floor((clientY - top + this.#position) / this.#options.rowHeight);
    return row >= 0 && row < this.#rows ? row : -1;
  }

  /** The element that shows a row now, or null. */
  elementOf(row: number): HTMLElement | null {
    const slot = row % Math.max(1, this.#nodes.length);
    return this.#shown[slot] === row ? (this.#nodes[slot]?.element ?? null) : null;
  }

  /** Takes the list off the page. */
  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.scroller.remove();
  }

  #shape(): ListShape {
    return { rows: this.#rows, rowHeight: this.#options.rowHeight, viewport: this.#viewport };
  }

  #measure(): void {
    const height = this.scroller.clientHeight;
    if (height === this.#viewport) return;
    this.#viewport = height;
    this.window.style.height = `${height}px`;
    this.#growNodes();
    this.#schedule();
  }

  #growNodes(): void {
    const wanted = Math.ceil(this.#viewport / this.#options.rowHeight) + 2;
    if (wanted <= this.#nodes.length) return;
    while (this.#nodes.length < wanted) {
      const node = this.#options.createNode();
      this.window.append(node.element);
      this.#nodes.push(node);
    }
    // The slot of a row depends on the number of nodes.
    this.#shown = this.#nodes.map(() => -1);
    this.#tops = this.#nodes.map(() => Number.NaN);
    for (const node of this.#nodes) node.element.classList.add("rc-idle");
    this.#stale = true;
  }

  #changeFollow(follow: boolean): void {
    if (follow === this.#follow) return;
    this.#follow = follow;
    this.#options.onFollow?.(follow);
  }

  #moveTo(position: number): void {
    this.#position = position;
    this.#schedule();
  }

  readonly #onScroll = (): void => {
    const { scrollTop } = this.scroller;
    if (Math.abs(scrollTop - this.#expectedScroll) < 1.5) return;
    this.#expectedScroll = scrollTop;
    const shape = this.#shape();
    this.#position = positionOfScroll(shape, scrollTop);
    this.#changeFollow(isAtEnd(shape, this.#position));
    this.#schedule();
  };

  readonly #onWheel = (event: WheelEvent): void => {
    if (event.ctrlKey || event.deltaY === 0) return;
    if (event.deltaY < 0) this.#changeFollow(false);
    const shape = this.#shape();
    if (!isScaled(shape)) return;
    // One notch moves the same number of rows, however much the scrollbar is scaled.
    event.preventDefault();
    const unit = event.deltaMode === 1 ? shape.rowHeight : event.deltaMode === 2 ? shape.viewport : 1;
    this.#position = clampPosition(shape, this.#position + event.deltaY * unit);
    if (isAtEnd(shape, this.#position)) this.#changeFollow(true);
    this.#schedule();
  };

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame((now) => {
      this.#frame = 0;
      // More than a screen of new rows in every frame cannot be read: half the frames are enough, and leave time.
      const flood = this.#follow && this.#rows - this.#drawnRows > visibleCount(this.#shape());
      if (flood && now - this.#drawnAt < FLOOD_FRAME_MS) {
        this.#schedule();
        return;
      }
      this.#drawnAt = now;
      this.#drawnRows = this.#rows;
      this.#render();
    });
  }

  #render(): void {
    const shape = this.#shape();
    this.#position = this.#follow ? Math.round(maxPosition(shape)) : clampPosition(shape, this.#position);
    this.#syncScrollbar(shape);
    const range = visibleRange(shape, this.#position);
    const stale = this.#stale;
    this.#stale = false;
    this.#options.onRange?.(range);
    this.#place(range, stale);
    this.#options.onPlaced?.();
  }

  #place(range: RowRange, stale: boolean): void {
    const count = this.#nodes.length;
    const { rowHeight } = this.#options;
    for (let slot = 0; slot < count; slot++) {
      // The only row of the range that this slot can show.
      const row = range.first + ((slot - (range.first % count) + count) % count);
      const node = this.#nodes[slot];
      if (node === undefined) continue;
      if (row >= range.end) {
        if (this.#shown[slot] !== -1) node.element.classList.add("rc-idle");
        this.#shown[slot] = -1;
        continue;
      }
      if (this.#shown[slot] === -1) node.element.classList.remove("rc-idle");
      const top = row * rowHeight - this.#position;
      if (this.#tops[slot] !== top) node.element.style.transform = `translateY(${top}px)`;
      this.#tops[slot] = top;
      if (stale || this.#shown[slot] !== row) node.fill(row);
      this.#shown[slot] = row;
    }
  }

  #syncScrollbar(shape: ListShape): void {
    const height = spacerHeight(shape);
    if (height !== this.#spacerPx) {
      this.#spacerPx = height;
      this.#spacer.style.height = `${height}px`;
    }
    const scroll = scrollOfPosition(shape, this.#position);
    if (Math.abs(scroll - this.#expectedScroll) < 0.5 && Math.abs(this.scroller.scrollTop - scroll) < 1.5) return;
    this.scroller.scrollTop = scroll;
    this.#expectedScroll = this.scroller.scrollTop;
  }
}
