import type { PeerTarget } from "../../engine/index.ts";
import type { Clock } from "../context.ts";
import type { Outgoing } from "./outgoing.ts";
import { repeatSends, type RepeatedSendsResult } from "./repeated-sends.ts";

/** What a repeated send needs. */
export interface RepeatedSendOptions {
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  /** Aborted when the conversation is over. */
  readonly over: AbortSignal;
}

/** The one send that goes on beside what a person types; a new one takes its place. */
export class RepeatedSend {
  readonly #options: RepeatedSendOptions;
  #running: AbortController | null = null;

  constructor(options: RepeatedSendOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /**
   * Sends until stopped, or so often. Resolves at its end.
   * @param to @default whom the conversation goes to
   */
  async start(
    messages: readonly Uint8Array[],
    everyMs: number,
    count: number | null,
    to?: PeerTarget,
  ): Promise<RepeatedSendsResult> {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    const { clock, outgoing, over } = this.#options;
    const signal = AbortSignal.any([running.signal, over]);
    try {
      const send = (bytes: Uint8Array): Promise<void> => outgoing.send(bytes, to);
      return await repeatSends({ messages, everyMs, count, clock, signal, send });
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  /** Whether there was something to stop. */
  stop(): boolean {
    const running = this.#running;
    this.#running = null;
    running?.abort();
    return running !== null;
  }
}
