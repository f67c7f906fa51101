import type { CaptureEvent } from "../capture/index.ts";
import { reportListenerError } from "./change-signal.ts";
import type { SessionListener } from "./session.ts";

interface Listening {
  readonly listener: SessionListener;
  /** Whether it wants the bytes that are sent. */
  readonly sent: boolean;
  /** Whether it is told behind all that only watch. */
  readonly answers: boolean;
}

/** Hands every event to the listeners in the order in which they came, but to those who answer behind the others. */
export class EventHub {
  #listening: readonly Listening[] = [];
  // Replaced, never changed, so that a listener may come or go while an event is being told.
  #all: readonly SessionListener[] = [];
  #ofSent: readonly SessionListener[] = [];

  /** Whether nobody listens: the caller may then spare itself the event. */
  get idle(): boolean {
    return this.#all.length === 0;
  }

  /** Whether somebody wants the bytes that are sent. */
  get wantsSent(): boolean {
    return this.#ofSent.length > 0;
  }

  /**
   * Returns the function that ends it.
   * @param sent false: it does without the bytes that are sent, and is not told of them
   */
  listen(listener: SessionListener, sent = true): () => void {
    return this.#add({ listener, sent, answers: false });
  }

  /**
   * As `listen`, for who answers to what it hears, perhaps before it returns: the others are told first, so that they
   * hear the question before the answer. It is not told of the bytes that are sent.
   */
  answer(listener: SessionListener): () => void {
    return this.#add({ listener, sent: false, answers: true });
  }

  /** Tells all listeners; a promise only when one of them wants to be waited for. Never throws, never rejects. */
  tell(event: CaptureEvent): void | Promise<void> {
    let waits: Promise<void>[] | null = null;
    const isSent = event.kind === "data" && event.direction === "out";
    for (const listener of isSent ? this.#ofSent : this.#all) {
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

  #add(own: Listening): () => void {
    this.#arrange([...this.#listening, own]);
    return () => this.#arrange(this.#listening.filter((other) => other !== own));
  }

  #arrange(listening: readonly Listening[]): void {
    this.#listening = listening;
    const inTurn = [...listening.filter(({ answers }) => !answers), ...listening.filter(({ answers }) => answers)];
    this.#all = inTurn.map(({ listener }) => listener);
    this.#ofSent = inTurn.filter(({ sent }) => sent).map(({ listener }) => listener);
  }
}

async function settleAll(waits: readonly Promise<void>[]): Promise<void> {
  await Promise.all(waits);
}
