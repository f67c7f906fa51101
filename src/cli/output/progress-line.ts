import type { CliContext } from "../context.ts";

const EVERY_MS = 200;
/** The rate is that of the last moments, so that it follows a line that becomes slow. */
const WINDOW_MS = 3000;

/** One line on the terminal that is written over; nothing where standard error is no terminal. */
export class ProgressLine {
  readonly #context: Pick<CliContext, "clock" | "stderr" | "messages">;
  readonly #startMs: number;
  readonly #points: { readonly ms: number; readonly bytes: number }[] = [];
  #shownMs = -Infinity;
  #shown = false;

  constructor(context: Pick<CliContext, "clock" | "stderr" | "messages">) {
    this.#context = context;
    this.#startMs = context.clock.nowMs();
  }

  get seconds(): number {
    return (this.#context.clock.nowMs() - this.#startMs) / 1000;
  }

  update(doneBytes: number, totalBytes: number | null): void {
    const { clock, stderr, messages } = this.#context;
    const ms = clock.nowMs();
    if (!stderr.isTerminal || ms - this.#shownMs < EVERY_MS) return;
    this.#shownMs = ms;
    this.#points.push({ ms, bytes: doneBytes });
    while ((this.#points[0]?.ms ?? ms) < ms - WINDOW_MS) this.#points.shift();
    const first = this.#points[0] ?? { ms, bytes: doneBytes };
    const bytesPerSecond = ms === first.ms ? 0 : ((doneBytes - first.bytes) / (ms - first.ms)) * 1000;
    const secondsLeft = totalBytes === null || bytesPerSecond === 0 ? null : (totalBytes - doneBytes) / bytesPerSecond;
    const text = messages.files.progress({ doneBytes, totalBytes, bytesPerSecond, secondsLeft });
    this.#shown = true;
    void stderr.print(`\r${text.slice(0, Math.max(20, stderr.columns) - 1)}\u001b[K`).catch(() => undefined);
  }

  /** Takes the line away. */
  async clear(): Promise<void> {
    if (this.#shown) await this.#context.stderr.print("\r\u001b[K");
    this.#shown = false;
  }
}
