import type { PeerState } from "../../api/index.ts";
import type { Session } from "../../engine/index.ts";

const PERIOD_MS = 200;
/** Nobody reads thousands of counters five times a second. */
const MANY = 500;
const MANY_PERIOD_MS = 1000;
/** Peers that are gone and still shown. */
const GONE = 20;

/** Looks at a session's peers now and then: all of them are copied each time. */
export class PeerWatch {
  readonly #session: Session;
  readonly #due: () => void;
  #lookedMs: number = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  /** @param due called when it is time to look again */
  constructor(session: Session, due: () => void) {
    this.#session = session;
    this.#due = due;
  }

  /** The peers that are there and the last that are gone; null: they were looked at a moment ago. */
  look(open: number): readonly PeerState[] | null {
    const now = performance.now();
    const period = open > MANY ? MANY_PERIOD_MS : PERIOD_MS;
    if (now - this.#lookedMs >= period) {
      this.#lookedMs = now;
      return shown(this.#session.peers());
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#due();
    }, period);
    return null;
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}

function shown(all: readonly PeerState[]): readonly PeerState[] {
  const gone = all.filter(({ phase }) => phase === "gone").length;
  let skip = Math.max(0, gone - GONE);
  if (skip === 0) return all;
  return all.filter(({ phase }) => phase !== "gone" || skip-- <= 0);
}
