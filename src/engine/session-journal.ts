import type { SessionLimits } from "../api/index.ts";
import type { CaptureEvent, Direction, EventDetail, EventKind } from "../capture/index.ts";
import { ChangeSignal } from "./change-signal.ts";
import type { Clock } from "./clock.ts";
import { TrafficCounters } from "./counters.ts";
import { EventHub } from "./event-hub.ts";
import { RecordTurns } from "./record-turns.ts";
import type { SessionListener } from "./session.ts";
import type { SessionRecorder } from "./session-recorder.ts";
import { StrikeReporter } from "./strike-reporter.ts";

const NO_BYTES = new Uint8Array(0);

/** Where everything that happens in a session goes: counted, stamped, recorded, told to listeners, in this order. */
export class SessionJournal {
  readonly counters: TrafficCounters = new TrafficCounters();
  readonly #clock: Clock;
  readonly #recorder: SessionRecorder | null;
  readonly #hub = new EventHub();
  readonly #changes = new ChangeSignal();
  readonly #strikes: StrikeReporter<keyof SessionLimits>;
  readonly #turns: RecordTurns | null;

  constructor(clock: Clock, recorder: SessionRecorder | null, limits: Required<SessionLimits>) {
    this.#clock = clock;
    this.#recorder = recorder;
    this.#turns = recorder === null ? null : new RecordTurns(() => recorder.pressure());
    this.#strikes = new StrikeReporter((limit, count, peer) => {
      void this.event("limit", peer, null, { limit, value: limits[limit], count });
    });
  }

  /** Events that were not recorded. */
  get unrecorded(): number {
    return this.#recorder?.unrecorded ?? 0;
  }

  nowUs(): number {
    return this.#clock.nowUs();
  }

  listen(listener: SessionListener, sent = true): () => void {
    return this.#hub.listen(listener, sent);
  }

  /** See {@link EventHub.answer}. */
  answer(listener: SessionListener): () => void {
    return this.#hub.answer(listener);
  }

  /** Whether the bytes that are sent are recorded or heard by anybody. */
  get wantsSent(): boolean {
    return this.#recorder !== null || this.#hub.wantsSent;
  }

  /** Counts bytes that were sent, in this many writes, and that nobody wants to see. */
  countSent(bytes: number, writes = 1): void {
    this.counters.countOut(bytes, writes);
    this.#changes.mark();
  }

  onChange(listener: () => void): () => void {
    return this.#changes.listen(listener);
  }

  /** Something that a face shows changed. */
  changed(): void {
    this.#changes.mark();
  }

  /** Whoever sent something waits for it before it tells so: a promise while the recorder is behind. */
  sentTurn(): Promise<void> | undefined {
    return this.#turns?.enter();
  }

  /** Counts and tells one read, write or datagram; without a recorder and listeners it only counts. */
  data(direction: Direction, peer: number, bytes: Uint8Array): void | Promise<void> {
    if (direction === "in") this.counters.countIn(bytes.length);
    else this.counters.countOut(bytes.length);
    this.#changes.mark();
    if (this.#recorder === null && (direction === "in" ? this.#hub.idle : !this.#hub.wantsSent)) return undefined;
    return this.#tell({ kind: "data", timeUs: this.#clock.nowUs(), direction, peer, bytes, detail: null });
  }

  /** Tells what else happened. */
  event(kind: EventKind, peer: number, direction: Direction | null, detail: EventDetail | null): void | Promise<void> {
    this.#changes.mark();
    if (this.#recorder === null && this.#hub.idle) return undefined;
    return this.#tell({ kind, timeUs: this.#clock.nowUs(), direction, peer, bytes: NO_BYTES, detail });
  }

  /** A limit struck: told at once, and then at most once a second with the count. */
  strike(limit: keyof SessionLimits, peer: number): void {
    this.#strikes.strike(limit, peer);
  }

  /** Recording cannot go on: told to the listeners only, as the capture cannot hold it. */
  recordingStopped(kind: "limit" | "error", detail: EventDetail): void {
    const event: CaptureEvent = { kind, timeUs: this.nowUs(), direction: null, peer: 0, bytes: NO_BYTES, detail };
    void this.#hub.tell(event);
    this.#changes.mark();
  }

  /** Tells the limits that were counted and not told yet. */
  settle(): void {
    this.#strikes.close();
  }

  /** Ends the recording; what was recorded stays readable. */
  async close(): Promise<void> {
    await this.#recorder?.close();
    this.#changes.mark();
    this.#changes.flush();
  }

  #tell(event: CaptureEvent): void | Promise<void> {
    const recorded = this.#recorder?.record(event);
    const heard = this.#hub.tell(event);
    if (recorded === undefined) return heard;
    return heard === undefined ? recorded : both(recorded, heard);
  }
}

async function both(one: Promise<void>, other: Promise<void>): Promise<void> {
  await Promise.all([one, other]);
}
