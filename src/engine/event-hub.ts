import type { CaptureEvent } from "../capture/index.ts";
import { reportListenerError } from "./change-signal.ts";
import type { SessionListener } from "./session.ts";

/** Hands every event to the listeners in the order in which they came. */
export class EventHub {
  // Replaced, never changed, so that a listener may come or go while an event is being told.
  #listeners: readonly SessionListener[] = [];
  #wantSent = 0;

  /** Whether nobody listens: the caller may then spare itself the event. */
  get idle(): boolean {
    return this.#listeners.length === 0;
  }

  /** Listeners that want the bytes that are sent. */
  get wantsSent(): boolean {
    return this.#wantSent > 0;
  }

  /**
   * Returns the function that ends it.
   * @param sent false: it does without the bytes that are sent, which may then bypass it
   */
  listen(listener: SessionListener, sent = true): () => void {
    if (sent) this.#wantSent++;
    const own: SessionListener = (event) => listener(event);
    this.#listeners = [...this.#listeners, own];
    let ended = false;
    return () => {
      if (sent && !ended) this.#wantSent--;
      ended = true;
      this.#listeners = this.#listeners.filter((other) => other !== own);
    };
  }

  /** Tells all listeners; a promise only when one of them wants to be waited for. Never throws, never rejects. */
  tell(event: CaptureEvent): void | Promise<void> {
    let waits: Promise<void>[] | null = null;
    for (const listener of this.#listeners) {
      try {
        const wait = listener(event);
        if (wait !== undefined) (waits ??= []).push(wait.catch(reportListenerError));
      } catch (error) {
        reportListenerError(error);
      }
    }
    if (waits === null) return undefined;
    return waits.length === 1 ? waits[0] : settleAll(waits);
  }
}

async function settleAll(waits: readonly Promise<void>[]): Promise<void> {
  await Promise.all(waits);
}
