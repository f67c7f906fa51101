import type { CaptureEvent } from "../capture/index.ts";
import { reportListenerError } from "./change-signal.ts";
import type { SessionListener } from "./session.ts";

/** Hands every event to the listeners in the order in which they came. */
export class EventHub {
  // Replaced, never changed, so that a listener may come or go while an event is being told.
  #listeners: readonly SessionListener[] = [];

  /** Whether nobody listens: the caller may then spare itself the event. */
  get idle(): boolean {
    return this.#listeners.length === 0;
  }

  /** Returns the function that ends it. */
  listen(listener: SessionListener): () => void {
    const own: SessionListener = (event) => listener(event);
    this.#listeners = [...this.#listeners, own];
    return () => {
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
