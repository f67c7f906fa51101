import type { CaptureEvent } from "../../src/capture/index.ts";
import type { SessionListener } from "../../src/engine/index.ts";

/** Keeps the events of a session and lets a test wait for one. */
export class EventLog {
  readonly events: CaptureEvent[] = [];
  #waiting: (() => void)[] = [];

  readonly listener: SessionListener = (event) => {
    this.events.push({ ...event, bytes: event.bytes.slice() });
    for (const wake of this.#waiting.splice(0)) wake();
  };

  /** The first event, past or future, that fits. */
  async first(fits: (event: CaptureEvent) => boolean): Promise<CaptureEvent> {
    for (;;) {
      const event = this.events.find(fits);
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves when the log fits. */
  async until(fits: (log: this) => boolean): Promise<void> {
    while (!fits(this)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The bytes of one direction and peer (0: of all), put together. */
  bytes(direction: "in" | "out", peer = 0): Buffer {
    return Buffer.concat(
      this.of("data", peer).flatMap((event) => (event.direction === direction ? [event.bytes] : [])),
    );
  }

  of(kind: CaptureEvent["kind"], peer = 0): CaptureEvent[] {
    return this.events.filter((event) => event.kind === kind && (peer === 0 || event.peer === peer));
  }

  /** `accept 1`, `data in 1 (5)`, `close 1 fin`: what happened, line by line. */
  lines(peer = 0): string[] {
    return this.events
      .filter((event) => peer === 0 || event.peer === peer)
      .map((event) => {
        const length = event.kind === "data" ? ` (${event.bytes.length})` : "";
        const reason = event.kind === "close" ? ` ${String(event.detail?.["reason"])}` : "";
        return `${event.kind}${event.direction === null ? "" : ` ${event.direction}`} ${event.peer}${length}${reason}`;
      });
  }
}

/** The port of a printed address. */
export function portOf(local: string | null): number {
  return Number(local?.split(":").at(-1));
}
