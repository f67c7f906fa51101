import type { RepeatState } from "../api/index.ts";
import type { Direction, EventDetail, EventKind } from "../capture/index.ts";
import { errorDetail } from "./problem.ts";
import { Repeater } from "./repeater.ts";
import type { PeerTarget, RepeatOptions, SendResult } from "./session.ts";

/** What repeats need of their session. */
export interface RepeatHost {
  send(bytes: Uint8Array, to: PeerTarget): Promise<SendResult>;
  event(kind: EventKind, peer: number, direction: Direction | null, detail: EventDetail | null): void | Promise<void>;
  changed(): void;
}

/** The repeated sends of a session that are running. Each leaves a `note` row when it ends. */
export class RepeatList {
  readonly #host: RepeatHost;
  readonly #running = new Map<string, Repeater>();
  #nextId = 1;

  constructor(host: RepeatHost) {
    this.#host = host;
  }

  states(): readonly RepeatState[] {
    return [...this.#running.values()].map((repeater) => repeater.state());
  }

  /** @throws RangeError for a period or a count out of range */
  start(bytes: Uint8Array | ((n: number) => Uint8Array), to: PeerTarget, options: RepeatOptions): RepeatState {
    const id = `r${this.#nextId++}`;
    const repeater = new Repeater(
      {
        id,
        send: (message) => this.#host.send(message, to),
        onChange: () => this.#host.changed(),
        onEnd: (reason, error) => {
          this.#running.delete(id);
          const { sent, missed, periodMs } = repeater.state();
          if (reason === "error") void this.#host.event("error", 0, null, errorDetail(error));
          void this.#host.event("note", 0, null, { note: "repeat-ended", repeat: id, reason, periodMs, sent, missed });
        },
      },
      bytes,
      to,
      options,
    );
    this.#running.set(id, repeater);
    repeater.start();
    return repeater.state();
  }

  /** An unknown or ended id is no fault. */
  stop(id: string): void {
    this.#running.get(id)?.stop();
  }

  stopAll(): void {
    for (const repeater of this.#running.values()) repeater.stop();
  }
}
