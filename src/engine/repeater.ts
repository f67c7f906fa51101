import type { RepeatState } from "../api/index.ts";
import { formatHex } from "../bytes/index.ts";
import { JackfieldError } from "../errors/index.ts";
import type { PeerTarget, RepeatOptions, SendResult } from "./session.ts";

/** The shortest and the longest period of a repeated send. */
export const MIN_PERIOD_MS = 1;
/** A timer of Node holds at most this many milliseconds. */
export const MAX_PERIOD_MS: number = 2 ** 31 - 1;

// Node's timers count whole milliseconds and come up to one late: the rest is waited for turn by turn of the event loop.
const SPIN_MS = 1.5;

/** So much of the first message is shown of a repeat. */
const HEAD_BYTES = 64;

/** Why a repeat ended. */
export type RepeatEnd = "count" | "stopped" | "error";

/** What a repeater needs. */
export interface RepeaterPort {
  readonly id: string;
  readonly send: (bytes: Uint8Array) => Promise<SendResult>;
  /** Called once. */
  readonly onEnd: (reason: RepeatEnd, error: unknown) => void;
  readonly onChange: () => void;
  /** Milliseconds of a monotonic clock. @default performance.now */
  readonly now?: () => number;
}

/**
 * Sends at fixed times counted from the start, so that periods do not drift. At most one send is under way: a period that
 * comes while the peer still takes the one before, while nobody is connected, or too late is missed and counted.
 */
export class Repeater {
  readonly #port: RepeaterPort;
  readonly #make: (n: number) => Uint8Array;
  readonly #to: PeerTarget;
  readonly #periodMs: number;
  readonly #count: number | null;
  readonly #now: () => number;
  readonly #startMs: number;
  #period = 0;
  #sent = 0;
  #missed = 0;
  #first: Pick<RepeatState, "length" | "head"> | null = null;
  #busy = false;
  #ended = false;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;

  /** @throws RangeError for a period or a count out of range */
  constructor(
    port: RepeaterPort,
    bytes: Uint8Array | ((n: number) => Uint8Array),
    to: PeerTarget,
    options: RepeatOptions,
  ) {
    const { periodMs, count } = options;
    if (!(periodMs >= MIN_PERIOD_MS && periodMs <= MAX_PERIOD_MS)) {
      throw new RangeError(`periodMs is ${periodMs}, want ${MIN_PERIOD_MS} to ${MAX_PERIOD_MS}`);
    }
    if (count !== undefined && !(Number.isSafeInteger(count) && count >= 1)) {
      throw new RangeError(`count is ${count}, want a whole number from 1`);
    }
    const copy = typeof bytes === "function" ? null : bytes.slice();
    this.#make = typeof bytes === "function" ? bytes : () => copy ?? bytes;
    this.#port = port;
    this.#to = to;
    this.#periodMs = periodMs;
    this.#count = count ?? null;
    this.#now = port.now ?? (() => performance.now());
    this.#startMs = this.#now();
  }

  /** Whom it sends to. */
  get to(): PeerTarget {
    return this.#to;
  }

  state(): RepeatState {
    return {
      id: this.#port.id,
      periodMs: this.#periodMs,
      sent: this.#sent,
      count: this.#count,
      missed: this.#missed,
      length: this.#first?.length ?? 0,
      head: this.#first?.head ?? "",
    };
  }

  /** Sends the first one and goes on. */
  start(): void {
    this.#tick();
  }

  /** Ends it; a send that is under way goes through. */
  stop(): void {
    this.#end("stopped", null);
  }

  #tick(): void {
    this.#timer = null;
    this.#immediate = null;
    if (this.#ended) return;
    const now = this.#now();
    if (now >= this.#dueMs()) {
      const latest = Math.max(this.#period, Math.floor((now - this.#startMs) / this.#periodMs));
      this.#missed += latest - this.#period;
      this.#period = latest + 1;
      if (this.#busy) this.#missed += 1;
      else void this.#fire();
      this.#port.onChange();
    }
    if (!this.#ended) this.#schedule();
  }

  #dueMs(): number {
    return this.#startMs + this.#period * this.#periodMs;
  }

  #schedule(): void {
    const sleepMs = Math.floor(this.#dueMs() - this.#now() - SPIN_MS);
    if (sleepMs >= 1) this.#timer = setTimeout(() => this.#tick(), sleepMs);
    else this.#immediate = setImmediate(() => this.#tick());
  }

  async #fire(): Promise<void> {
    this.#busy = true;
    try {
      const message = this.#make(this.#sent);
      this.#first ??= { length: message.length, head: formatHex(message.subarray(0, HEAD_BYTES)) };
      const result = await this.#port.send(message);
      if (result.sent.length > 0) this.#sent += 1;
      else this.#missed += 1;
    } catch (error) {
      // Somebody may connect later, unless one peer was named and is gone.
      if (!JackfieldError.is(error, "ERR_NOT_CONNECTED") || typeof this.#to === "number") this.#end("error", error);
      else this.#missed += 1;
    } finally {
      this.#busy = false;
    }
    if (this.#count !== null && this.#sent >= this.#count) this.#end("count", null);
  }

  #end(reason: RepeatEnd, error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#port.onEnd(reason, error);
  }
}
