/** At most 30 pictures a second. */
const FRAME_MS = 1000 / 30;
/** A slow terminal gets fewer: drawing takes at most a part of the time. */
const FRAME_SHARE = 4;

/** Draws when something changed, but no more often than a person sees and a terminal takes. */
export class FrameTimer {
  readonly #frame: () => Promise<number>;
  #timer: NodeJS.Timeout | null = null;
  #isDrawing = false;
  #isMarked = false;
  #isClosed = false;
  #endMs = 0;
  #costMs = 0;

  /** @param frame draws, and resolves with the milliseconds that drawing took */
  constructor(frame: () => Promise<number>) {
    this.#frame = frame;
  }

  /** Something changed. */
  mark(): void {
    this.#isMarked = true;
    if (this.#timer !== null || this.#isDrawing || this.#isClosed) return;
    const pause = Math.max(FRAME_MS, this.#costMs * FRAME_SHARE);
    const waitMs = Math.max(0, this.#endMs + pause - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#draw();
    }, waitMs);
  }

  /** Nothing is drawn any more. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #draw(): Promise<void> {
    this.#isDrawing = true;
    this.#isMarked = false;
    this.#costMs = await this.#frame();
    this.#isDrawing = false;
    this.#endMs = performance.now();
    if (this.#isMarked) this.mark();
  }
}
