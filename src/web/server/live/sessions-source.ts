import { type SessionPatch, sessionPatch, type SessionState } from "../../../api/index.ts";
import type { Engine } from "../../../engine/index.ts";
import type { LiveOutlet } from "./live-outlet.ts";
import { LiveSource } from "./live-source.ts";

const PERIOD_MS = 100;

/** Tells the list of sessions: all of it first, then what changed. */
export class SessionsSource extends LiveSource {
  readonly #engine: Engine;
  readonly #outlet: LiveOutlet;
  readonly #stop: () => void;
  #told: Map<string, SessionState> | null = null;

  constructor(engine: Engine, outlet: LiveOutlet, wake: () => void) {
    super(PERIOD_MS, wake);
    this.#engine = engine;
    this.#outlet = outlet;
    this.#stop = engine.onChange(this.mark);
  }

  close(): void {
    this.#stop();
  }

  protected flush(): void {
    const full = this.#told === null;
    const before = this.#told ?? new Map<string, SessionState>();
    const after = new Map([...this.#engine.sessions].map(([id, session]) => [id, session.state()]));
    const changed: SessionPatch[] = [];
    for (const [id, state] of after) {
      const patch = sessionPatch(before.get(id), state);
      if (patch !== null) changed.push(patch);
    }
    const gone = [...before.keys()].filter((id) => !after.has(id));
    this.#told = after;
    if (full || changed.length > 0 || gone.length > 0) this.#outlet.send({ type: "sessions", full, changed, gone });
  }
}
