import { createFramer, type FramingSpec } from "../bytes/index.ts";
import { type CaptureEvent, MessageIndex, type RowMessages } from "../capture/index.ts";
import { type RowSource, readContents } from "./row-reader.ts";

/** Payload that is framed before other work gets its turn. */
const SLICE_BYTES = 1024 * 1024;
const SLICE_ROWS = 2048;
const NO_BYTES = new Uint8Array(0);
/** Silence is looked for no more often, and while a message is open no less often. */
const SILENCE_MS = 100;
const LONG_SILENCE_MS = 60_000;

/** Cuts the rows of a capture into messages: those recorded so far in the background, new ones as they come. */
export class MessageReader {
  readonly #source: RowSource;
  readonly #onFramed: () => void;
  #index: MessageIndex | null = null;
  #running: Promise<void> | null = null;
  #endings = 0;
  #silence: ReturnType<typeof setTimeout> | null = null;
  /** The newest row, and when this process had it: times of rows may be of another clock. */
  #newest: { readonly timeUs: number; readonly atMs: number } | null = null;

  constructor(source: RowSource, onFramed: () => void) {
    this.#source = source;
    this.#onFramed = onFramed;
  }

  /** Rows framed so far; all of them when a message is a read. */
  get rows(): number {
    return this.#index === null ? this.#source.index.rows : this.#index.rows;
  }

  /** Messages that turned out to be over because nothing more came (idle gap): their rows look different since. */
  get endings(): number {
    return this.#endings;
  }

  /**
   * Begins anew with this framing.
   * @throws LocalProtocolError for a framing that is none
   */
  set(framing: FramingSpec): void {
    createFramer(framing);
    this.#index = framing.type === "read" ? null : new MessageIndex(framing);
    this.#start();
    this.#onFramed();
  }

  /** The messages of a row; null when it has no payload, is not framed yet, or a message is a read. */
  get(row: number): RowMessages | null {
    return this.#index?.get(row, this.#source.index.length(row)) ?? null;
  }

  /** A row has been recorded, with its payload at hand. */
  recorded(row: number, event: CaptureEvent): void {
    const index = this.#index;
    if (index === null || index.rows < row) return;
    this.#add(index, row, event.bytes);
    this.#watchSilence(row);
  }

  #watchSilence(newest: number): void {
    const framing = this.#index?.framing;
    if (framing?.type !== "idle" || newest < 0) return;
    this.#newest = { timeUs: this.#source.index.timeUs(newest), atMs: performance.now() };
    this.#awaitSilence(framing.gapMs);
  }

  /** One timer for all flows, and none while no message is open. */
  #awaitSilence(ms: number): void {
    const waitMs = Math.min(Math.max(Math.ceil(ms), SILENCE_MS), LONG_SILENCE_MS);
    if (this.#silence !== null) return;
    this.#silence = setTimeout(() => {
      this.#silence = null;
      this.#endSilent();
    }, waitMs).unref();
  }

  #endSilent(): void {
    const index = this.#index;
    if (index === null || this.#newest === null) return;
    const { timeUs, atMs } = this.#newest;
    const nowUs = timeUs + (performance.now() - atMs) * 1000;
    const { ended, nextUs } = index.endSilent(nowUs);
    if (nextUs < Number.POSITIVE_INFINITY) this.#awaitSilence((nextUs - nowUs) / 1000);
    if (ended === 0) return;
    this.#endings += ended;
    this.#onFramed();
  }

  /** Resolves when the rows up to `row` are framed, or the time is over. */
  async until(row: number, timeoutMs: number): Promise<void> {
    const index = this.#index;
    const end = performance.now() + timeoutMs;
    this.#start();
    if (index === null) return;
    while (index === this.#index && index.rows < row && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  #start(): void {
    if (this.#running !== null) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
    });
  }

  async #run(): Promise<void> {
    let index = this.#index;
    while (index !== null && index.rows < this.#source.index.rows) {
      // A file that cannot be read any more leaves the rest without framing.
      if (!(await this.#slice(index).catch(() => false))) return;
      this.#onFramed();
      await new Promise(setImmediate);
      index = this.#index;
    }
    this.#watchSilence(this.#source.index.rows - 1);
  }

  async #slice(index: MessageIndex): Promise<boolean> {
    const { index: rows } = this.#source;
    const numbers: number[] = [];
    let bytes = 0;
    for (let row = index.rows; row < rows.rows && bytes < SLICE_BYTES && numbers.length < SLICE_ROWS; row++) {
      numbers.push(row);
      bytes += rows.length(row);
    }
    const contents = await readContents(this.#source, numbers, Number.MAX_SAFE_INTEGER, false);
    for (const [i, row] of numbers.entries()) {
      // Rows may have been added meanwhile by `recorded`.
      if (index.rows === row) this.#add(index, row, contents[i]?.bytes ?? NO_BYTES);
    }
    return true;
  }

  #add(index: MessageIndex, row: number, bytes: Uint8Array): void {
    const { index: rows, peers } = this.#source;
    const direction = rows.direction(row);
    const peer = rows.peer(row);
    if (rows.kind(row) === "close") index.endPeer(peer);
    if (rows.kind(row) !== "data" || direction === null) {
      index.skip();
      return;
    }
    const stream = peers.get(peer)?.network !== "udp";
    index.add({ direction, peer, timeUs: rows.timeUs(row), stream, bytes });
  }
}
